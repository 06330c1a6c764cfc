import { randomUUID } from "node:crypto";
import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { perThread } from "../per-thread.ts";

/** This thread's own of all the locals that it has seen, by their id. */
const known = perThread("locals", () => new Map<string, object>());

/**
 * An object of which every thread and process has its own: what one sets, no other sees. Functions that travel take it
 * along by identity, not its contents: in each place it begins as what `initial` returns there, default: empty. Python's
 * `threading.local`.
 *
 * A worker of a pool is one place: what one call leaves there, the next one on the same worker finds.
 *
 * @example
 *     const school = local<{ student?: string }>();
 *     const work = (name: string) => { school.student = name; greet(); };
 *     const greet = () => console.log(`Hello, ${school.student} (in ${currentThread().name})`);
 *     for (const args of [["Alice"], ["Bob"]] as const) new Thread({ target: work, args }).start();
 */
export function local<State extends object = Record<string, unknown>>(
  initial?: () => State,
): State {
  return create(randomUUID(), initial);
}

function create<State extends object>(id: string, initial: (() => State) | undefined): State {
  // Without `initial`, `State` can only promise what may be missing.
  const state = initial?.() ?? ({} as State);
  const describe = (): HandleDescription => ({
    type: "skein.local",
    data: [id, initial],
    module: import.meta.url,
  });
  // Not enumerable: it is no part of what the user keeps there.
  Object.defineProperty(state, handle, { value: describe });
  known.set(id, state);
  return state;
}

/** Gives this thread's own of a local that has been sent to it. */
function reviveLocal(data: unknown): object {
  // As `describe` has written it.
  const [id, initial] = data as readonly [string, (() => object) | undefined];
  return known.get(id) ?? create(id, initial);
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.local": reviveLocal };
