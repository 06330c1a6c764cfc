import { isThenable } from "./chunk.ts";
import type { ChildFace } from "./child-kind.ts";
import { thisWorker } from "./this-worker.ts";

/**
 * Runs a child's function in the child. When it returns, the worker lives on until its event loop is empty, like any
 * program; an error that nobody caught, now or later, is shown by `report` and ends it with exit code 1.
 */
export function runChild(child: ChildFace, report: (error: unknown) => void): unknown {
  endWithUncaughtErrors(report);
  try {
    const result = child.run();
    if (!isThenable(result)) return leave(result);
    return result.then(leave, (error: unknown) => fail(error, report));
  } catch (error) {
    return fail(error, report);
  }
}

function leave(result: unknown): unknown {
  thisWorker()?.letGo();
  return result;
}

/** The error is the call's answer, which the loop sends before it gives the event loop its turn. */
function fail(error: unknown, report: (error: unknown) => void): never {
  report(error);
  setImmediate(() => process.exit(1));
  throw error;
}

/** Takes the place of a pool worker's last words, which leave an error to the one who waits for the call. */
function endWithUncaughtErrors(report: (error: unknown) => void): void {
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", (error) => {
    // What the function itself listens with wins, as in any program.
    if (process.listenerCount("uncaughtException") > 1) return;
    report(error);
    thisWorker()?.fail(error);
    process.exit(1);
  });
}
