import { threadIdentity } from "../worker/thread-identity.ts";
import { fillThreadSlot, threadSlot } from "./thread-slot.ts";
import { isThread, rebuildThread, Thread } from "./thread.ts";

/**
 * The thread that runs this: in a Thread the very instance whose `run()` was called, in the main thread one named
 * "MainThread", in a pool's worker one with the worker's name.
 *
 * @example
 *     console.log(currentThread().name);
 */
export function currentThread(): Thread {
  const known = threadSlot();
  if (isThread(known)) return known;
  const { name, daemon } = threadIdentity();
  const made = rebuildThread(
    Thread,
    { name, daemon, numbers: [], target: undefined, args: [] },
    {},
  );
  fillThreadSlot(made);
  return made;
}
