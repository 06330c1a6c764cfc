import { isMainThread } from "node:worker_threads";
import { perThread } from "../per-thread.ts";
import { currentThread, standIn } from "./current-thread.ts";
import { activeThreads, type Thread } from "./thread.ts";

const state = perThread<{ main: Thread | undefined }>("main-thread", () => ({ main: undefined }));

/**
 * The thread that the process began with, named "MainThread"; from others it can be compared and described, but not
 * joined. Python's `threading.main_thread()`.
 *
 * @example
 *     if (currentThread().ident === mainThread().ident) console.log("here it all began");
 */
export function mainThread(): Thread {
  if (isMainThread) return currentThread();
  state.main ??= standIn({
    name: "MainThread",
    daemon: false,
    numbers: [],
    target: undefined,
    args: [],
    id: 0,
  });
  return state.main;
}

/**
 * The threads that this one knows to be alive: the main one, itself, and those that were started from here (in a light
 * thread: from its carrier), in the order of their start. Threads don't know of what others have started elsewhere.
 * Python's `threading.enumerate()`.
 *
 * @example
 *     for (const { name } of enumerateThreads()) console.log(name);
 */
export function enumerateThreads(): Thread[] {
  const threads = new Map<number | undefined, Thread>();
  for (const thread of [mainThread(), currentThread(), ...activeThreads()])
    if (!threads.has(thread.ident)) threads.set(thread.ident, thread);
  return [...threads.values()];
}

/** How many threads {@link enumerateThreads} gives. Python's `threading.active_count()`. */
export function activeCount(): number {
  return enumerateThreads().length;
}
