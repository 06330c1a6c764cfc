import type { PackedChild } from "../worker/child-kind.ts";
import { runChild } from "../worker/run-child.ts";
import { thisWorker } from "../worker/this-worker.ts";
import { setThreadIdentity, type ThreadIdentity } from "../worker/thread-identity.ts";
import { showThreadError } from "./show-thread-error.ts";
import { fillThreadSlot } from "./thread-slot.ts";

/** Runs in the thread: becomes the thread that was packed, and calls its `run()`. */
export function runThread(packed: PackedChild, identity: ThreadIdentity): Promise<unknown> {
  setThreadIdentity(identity);
  return runChild(packed, {
    become: fillThreadSlot,
    report(error) {
      // While the function runs, its error is its answer, and shown by the one who gets that.
      if (thisWorker()?.busy() !== true) showThreadError(identity.name, error);
    },
  });
}
