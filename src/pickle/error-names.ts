import {
  AuthenticationError,
  BrokenBarrierError,
  BufferTooShortError,
  ClosedError,
  ConnectionLostError,
  EndOfPipeError,
  MemoryFullError,
  MisuseError,
  NotSendableError,
  QueueEmptyError,
  QueueFullError,
  TimeoutError,
} from "../errors.ts";

/** The classes of Python that come closest to ours and to JavaScript's; the first that fits counts. */
const closest: readonly (readonly [type: new (...args: never[]) => Error, path: string])[] = [
  [QueueEmptyError, "queue Empty"],
  [QueueFullError, "queue Full"],
  [BrokenBarrierError, "threading BrokenBarrierError"],
  [TimeoutError, "builtins TimeoutError"],
  [AuthenticationError, "multiprocessing.context AuthenticationError"],
  [BufferTooShortError, "multiprocessing.context BufferTooShort"],
  [EndOfPipeError, "builtins EOFError"],
  [ConnectionLostError, "builtins ConnectionError"],
  [MemoryFullError, "builtins MemoryError"],
  [NotSendableError, "builtins TypeError"],
  [ClosedError, "builtins ValueError"],
  [MisuseError, "builtins ValueError"],
  [TypeError, "builtins TypeError"],
  [RangeError, "builtins ValueError"],
  [URIError, "builtins ValueError"],
  [ReferenceError, "builtins NameError"],
  [SyntaxError, "builtins SyntaxError"],
];

/** What an error of JavaScript is in Python. */
export interface ClosestException {
  readonly path: string;
  readonly args: readonly unknown[];
}

/** Gives the class of Python that comes closest to an error, and its arguments. */
export function closestException(error: Error): ClosestException {
  if (error instanceof BufferTooShortError) {
    return { path: "multiprocessing.context BufferTooShort", args: [error.bytes] };
  }
  const path = closest.find(([type]) => error instanceof type)?.[1];
  if (path !== undefined) return { path, args: [error.message] };
  // Node's errors of the operating system have its number, with the sign turned.
  const number: unknown = Reflect.get(error, "errno");
  if (typeof number === "number" && "syscall" in error)
    return { path: "builtins OSError", args: [-number, error.message] };
  return { path: "builtins Exception", args: [error.message] };
}
