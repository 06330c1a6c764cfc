import { MisuseError, TimeoutError } from "../errors.ts";
import { describeWaitable, type Waitable } from "../task/waitable.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";

/** Something that is waited for, and how. */
export interface WaitEntry<Target> {
  readonly target: Target;
  readonly waitable: Waitable;
}

/**
 * Waits until at least one of the objects is ready, and gives all that are, in the order in which they were given; an
 * empty list when none is within the timeout. It takes nothing: what made them ready may have been taken by somebody
 * else by the time you ask for it. Rejects with the signal's reason.
 *
 * Ready is: a connection that has a message or whose other end is gone; a queue that isn't empty or has been shut down;
 * an event that is set; a process or thread that has ended. Throws MisuseError for anything else, and for an empty list
 * without a limit, since it would wait for ever.
 *
 * @example
 *     const process = new Process({ target: work, args: [theirs] });
 *     process.start();
 *     for (const ready of await waitAny([ours, process], { timeout: 1000 })) {
 *       if (ready === ours) console.log(await ours.receive());
 *     }
 */
export async function waitAny<Target extends object>(
  targets: Iterable<Target>,
  options: WaitOptions = {},
): Promise<Target[]> {
  const entries = entriesOf(targets);
  options.signal?.throwIfAborted();
  assertEnds(entries, options);
  const { timeout = Infinity, signal } = options;
  const until = performance.now() + timeout;
  for (;;) {
    const ready = readyOf(entries);
    const left = until - performance.now();
    if (ready.length > 0 || left <= 0) return ready;
    await someReady(entries, { timeout: left === Infinity ? undefined : left, signal });
  }
}

/** How each of the objects is waited for. Throws MisuseError. */
export function entriesOf<Target extends object>(targets: Iterable<Target>): WaitEntry<Target>[] {
  return Array.from(targets, (target) => ({ target, waitable: waitableOf(target) }));
}

/** Those that are ready. */
export function readyOf<Target>(entries: readonly WaitEntry<Target>[]): Target[] {
  return entries.filter((entry) => entry.waitable.ready()).map(({ target }) => target);
}

/** Throws MisuseError when the wait can never end. */
export function assertEnds(
  entries: readonly unknown[],
  { timeout = Infinity, signal }: WaitOptions,
): void {
  if (entries.length > 0 || timeout < Infinity || signal !== undefined) return;
  throw new MisuseError("there is nothing to wait for: the list is empty, and there is no timeout");
}

/** Ends when one of them may be ready, or the time is up. No wait is left behind. */
async function someReady(
  entries: readonly WaitEntry<unknown>[],
  options: WaitOptions,
): Promise<void> {
  const others = new AbortController();
  const waits = entries.map((entry) => entry.waitable.whenReady({ signal: others.signal }));
  try {
    await waitWithin(Promise.race(waits), options);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  } finally {
    others.abort();
  }
}

function waitableOf(target: object): Waitable {
  const described = describeWaitable(target);
  if (described !== undefined) return described;
  throw new MisuseError(
    "waitAny waits for connections, queues, events, processes and threads; an object has come that is none of these",
  );
}
