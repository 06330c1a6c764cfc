import { perThread } from "../per-thread.ts";

/** What the code that runs in a worker can ask of the place itself. */
export interface ThisWorker {
  /** From now on the connection to the parent doesn't keep this worker alive. */
  letGo(): void;
  /** Fails what runs here with `error`, at once; for a worker that is about to end. */
  fail(error: unknown): void;
  /** Whether a call is running. */
  busy(): boolean;
  /** Calls the listener once when the parent has gone. */
  parentGone(listener: () => void): void;
}

const state = perThread<{ current: ThisWorker | undefined }>("worker", () => ({
  current: undefined,
}));

/** The worker that this thread is; undefined in the main thread of a program, and in threads that Skein didn't start. */
export function thisWorker(): ThisWorker | undefined {
  return state.current;
}

/** For a worker's entry only. */
export function setThisWorker(worker: ThisWorker): void {
  state.current = worker;
}
