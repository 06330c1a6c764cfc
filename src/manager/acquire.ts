import { MisuseError, TimeoutError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import type { CallPolicy } from "./pending-call.ts";
import { PythonException } from "../pickle/python-exception.ts";

/** What a waiting method of Python takes for the timeout: seconds, or nothing for no limit. */
export function secondsOf({ timeout }: WaitOptions): number | null {
  return timeout === undefined || timeout === Number.POSITIVE_INFINITY
    ? null
    : Math.max(0, timeout) / 1000;
}

/** How much later than asked for the server may say that it was too late, in milliseconds: it may be stopped for ever. */
const grace = 10_000;

/** Whether a wait only asks. */
export function isPoll({ timeout }: WaitOptions): boolean {
  return timeout !== undefined && timeout <= 0;
}

/** Whether a lock was given; Python 2.7 says 1 where it is taken again. */
export function isGranted(answer: unknown): boolean {
  return answer === true || answer === 1;
}

/** How a method that waits on the server is called; `undo` gives back what comes too late. */
export function waitingPolicy(
  { timeout, signal }: WaitOptions,
  undo?: CallPolicy["undo"],
): CallPolicy {
  return {
    blocking: true,
    signal,
    undo,
    patience: timeout === undefined ? timeout : timeout + grace,
  };
}

/** How it is first asked whether such a wait is needed at all: with the same limits, as the server may stand still. */
export function trialPolicy(options: WaitOptions, undo?: CallPolicy["undo"]): CallPolicy {
  return { ...waitingPolicy(options, undo), blocking: false, endsWithTask: true };
}

/** The error of a wait that has taken too long. */
export function tooLate(what: string, { timeout = 0 }: WaitOptions): TimeoutError {
  return new TimeoutError(`${what} did not happen within ${timeout} ms`, timeout);
}

/** Python's exceptions for a call that can't be right, as this library raises them. */
const misuses: ReadonlySet<string> = new Set(["RuntimeError", "ValueError", "AssertionError"]);

/** Waits for the answer of a call that fails only when it is misused. */
export async function orMisuse(answer: Promise<unknown>, what: string): Promise<void> {
  try {
    await answer;
  } catch (error) {
    if (error instanceof PythonException && misuses.has(error.className))
      throw new MisuseError(`${what}: ${error.message}`, { cause: error });
    throw error;
  }
}
