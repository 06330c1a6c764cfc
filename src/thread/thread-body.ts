import type { ChildFace } from "../worker/child-kind.ts";
import { runChild } from "../worker/run-child.ts";
import { thisWorker } from "../worker/this-worker.ts";
import { setThreadIdentity, type ThreadIdentity } from "../worker/thread-identity.ts";
import { showThreadError } from "./show-thread-error.ts";
import { fillThreadSlot } from "./thread-slot.ts";

/** Runs in the thread: becomes the thread that `child` describes, and calls its `run()`. */
export function runThread(child: ChildFace, identity: ThreadIdentity): unknown {
  setThreadIdentity(identity);
  fillThreadSlot(child);
  return runChild(child, (error) => {
    // While the function runs, its error is its answer, and shown by whoever gets that.
    if (thisWorker()?.busy() !== true) showThreadError(child.name, error);
  });
}
