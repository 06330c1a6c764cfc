import { MisuseError, TimeoutError } from "../errors.ts";
import type { WaitSet } from "../memory/memory.ts";
import { SlotSet } from "../memory/slot-set.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";
import { UnionSet } from "./union-set.ts";
import { assertEnds, entriesOf, readyOf, type WaitEntry } from "./wait-any.ts";
import { isSharedWaitable } from "./waitable.ts";

/** Milliseconds between two looks where nobody can ring: where a broker keeps the objects. */
const LOOK_AFTER = 5;

/**
 * The same as {@link waitAny}, but blocks the thread; only for connections, queues and events, since a blocked thread
 * isn't told that a process or thread has ended. Throws MisuseError for those, and on the main thread unless something
 * is ready or the timeout is 0.
 */
export function waitAnySync<Target extends object>(
  targets: Iterable<Target>,
  options: WaitOptions = {},
): Target[] {
  const entries = entriesOf(targets);
  options.signal?.throwIfAborted();
  assertEnds(entries, options);
  const ready = readyOf(entries);
  const { timeout = Infinity } = options;
  if (ready.length > 0 || timeout <= 0) return ready;
  assertMayBlock("waitAnySync()", "await waitAny()");
  const sets = entries.map(setOf);
  const known = sets.filter((set) => set !== undefined);
  const [first, ...others] = known;
  if (first === undefined || known.length < sets.length) return lookNowAndThen(entries, timeout);
  return waitForSome(new UnionSet([first, ...others]), entries, timeout);
}

function setOf({ waitable }: WaitEntry<unknown>): WaitSet | undefined {
  // Of an object at a broker a copy of its set may come, which is of no use.
  if (isSharedWaitable(waitable)) return waitable.set instanceof SlotSet ? waitable.set : undefined;
  throw new MisuseError(
    "waitAnySync waits for connections, queues and events; for processes and threads write await waitAny()",
  );
}

function waitForSome<Target>(
  set: UnionSet,
  entries: readonly WaitEntry<Target>[],
  timeout: number,
): Target[] {
  const { parking } = set.block.memory;
  const attempt = (): Target[] | undefined => {
    const ready = readyOf(entries);
    return ready.length > 0 ? ready : undefined;
  };
  try {
    return parking.waitSync({ set, attempt }, { timeout });
  } catch (error) {
    if (error instanceof TimeoutError) return [];
    throw error;
  } finally {
    // Waits of this thread's event loop for the same things have lost their place in the sets.
    parking.lookAtAll();
  }
}

function lookNowAndThen<Target>(entries: readonly WaitEntry<Target>[], timeout: number): Target[] {
  const until = performance.now() + timeout;
  const nobody = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  for (;;) {
    const ready = readyOf(entries);
    const left = until - performance.now();
    if (ready.length > 0 || left <= 0) return ready;
    Atomics.wait(nobody, 0, 0, Math.min(left, LOOK_AFTER));
  }
}
