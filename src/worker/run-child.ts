import { unpack } from "../wire/unpack.ts";
import type { ChildFace, PackedChild } from "./child-kind.ts";
import { thisWorker } from "./this-worker.ts";

/** What processes and threads do differently in the child. */
export interface ChildManners {
  /** Says that this is the child. */
  become(child: ChildFace): void;
  /** Shows an error that nobody caught. */
  report(error: unknown): void;
}

/**
 * Runs a child's function in the child. When it returns, the worker lives on until its event loop is empty, like any
 * program; an error that nobody caught, now or later, is shown and ends it with exit code 1.
 */
export async function runChild(packed: PackedChild, manners: ChildManners): Promise<unknown> {
  endWithUncaughtErrors(manners);
  try {
    // Packed by `startRun` of the same version.
    const [child] = (await unpack(packed.bytes, packed.attachments)) as readonly [ChildFace];
    manners.become(child);
    const result = await child.run();
    // From here on only what the function has left behind keeps the worker alive.
    thisWorker()?.letGo();
    return result;
  } catch (error) {
    manners.report(error);
    // The error is the call's answer, which the loop sends before it gives the event loop its turn.
    setImmediate(() => process.exit(1));
    throw error;
  }
}

/** Takes the place of a pool worker's last words, which leave an error to the one who waits for the call. */
function endWithUncaughtErrors(manners: ChildManners): void {
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => {
    // What the function itself listens with wins, as in any program.
    if (process.listenerCount("uncaughtException") > 1) return;
    manners.report(error);
    thisWorker()?.fail(error);
    process.exit(1);
  });
}
