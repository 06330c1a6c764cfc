import { CancelledError } from "../errors.ts";
import { perThread } from "../per-thread.ts";
import type { ChildFace } from "../worker/child-kind.ts";
import { showThreadError } from "./show-thread-error.ts";

/** What an exception hook is told. */
export interface ExceptHookArguments {
  /** What the thread didn't catch. */
  readonly error: unknown;
  /** The thread's name. */
  readonly name: string;
}

/** Hears of what threads didn't catch. */
export type ExceptHook = (args: ExceptHookArguments) => void;

/** What is done by default: shows the error on stderr, headed as Python does it. */
export function exceptHook({ error, name }: ExceptHookArguments): void {
  showThreadError(name, error);
}

const state = perThread<{ hook: ExceptHook }>("except-hook", () => ({ hook: exceptHook }));

/**
 * Sets what is done with the errors that the threads started from here don't catch; gives what was done before. They
 * reject `result()` besides. A cancelled thread's CancelledError isn't told. Python's `threading.excepthook`.
 *
 * @example
 *     setExceptHook(({ error, name }) => log.error({ error, thread: name }));
 */
export function setExceptHook(hook: ExceptHook): ExceptHook {
  const before = state.hook;
  state.hook = hook;
  return before;
}

/** A thread has ended with an error. */
export function reportThreadError({ name }: ChildFace, error: unknown): void {
  if (!(error instanceof CancelledError)) state.hook({ error, name });
}
