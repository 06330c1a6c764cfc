import {
  BrokenBarrierError,
  MisuseError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  TimeoutError,
} from "../../errors.ts";
import { PythonException } from "../../pickle/python-exception.ts";
import {
  brokenBarrier,
  builtin,
  queueEmpty,
  queueFull,
  queueShutDown,
  typeError,
  valueError,
} from "../served/raise.ts";

/** The closest exception of Python to what a method has thrown, for the caller to catch. */
export function pythonError(error: unknown): PythonException {
  if (error instanceof PythonException) return error;
  if (error instanceof QueueEmptyError) return queueEmpty();
  if (error instanceof QueueFullError) return queueFull();
  if (error instanceof QueueClosedError) return queueShutDown();
  if (error instanceof BrokenBarrierError) return brokenBarrier();
  if (error instanceof TimeoutError) return builtin("TimeoutError", error.message);
  if (error instanceof MisuseError) return valueError(error.message);
  if (error instanceof TypeError) return typeError(error.message);
  if (error instanceof RangeError) return valueError(error.message);
  if (!(error instanceof Error)) return builtin("RuntimeError", String(error));
  // What is called otherwise has no class there that could say so.
  const name = error.name === "Error" ? "" : `${error.name}: `;
  return builtin("RuntimeError", `${name}${error.message}`);
}
