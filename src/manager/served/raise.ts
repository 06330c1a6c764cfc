import { arrivedException, type PythonException } from "../../pickle/python-exception.ts";

/** The exceptions that served objects raise, as Python would: whoever called gets them as these classes. */

/** An exception of Python's own classes. The stack of this place would only cost time: it is raised elsewhere. */
export function builtin(className: string, ...args: unknown[]): PythonException {
  return arrivedException({ className, args });
}

/** `raise KeyError(key)`. */
export function keyError(key: unknown): PythonException {
  return builtin("KeyError", key);
}

/** `raise IndexError(message)`. */
export function indexError(message: string): PythonException {
  return builtin("IndexError", message);
}

/** `raise TypeError(message)`. */
export function typeError(message: string): PythonException {
  return builtin("TypeError", message);
}

/** Why a call of a pool by a client in Python fails. */
export const NO_FUNCTIONS: string =
  "functions of Python can't run here: this manager is one of Skein's, whose pools run the functions of its own clients";

/** `raise ValueError(message)`. */
export function valueError(message: string): PythonException {
  return builtin("ValueError", message);
}

/** `raise RuntimeError(message)`. */
export function runtimeError(message: string): PythonException {
  return builtin("RuntimeError", message);
}

/** `raise AttributeError(message)`. */
export function attributeError(message: string): PythonException {
  return builtin("AttributeError", message);
}

/** `raise StopIteration(value)`; without a value where the iterator gave none. */
export function stopIteration(...value: unknown[]): PythonException {
  return builtin("StopIteration", ...value);
}

/** `raise queue.Empty`. */
export function queueEmpty(): PythonException {
  return arrivedException({ module: "queue", className: "Empty" });
}

/** `raise queue.Full`. */
export function queueFull(): PythonException {
  return arrivedException({ module: "queue", className: "Full" });
}

/** `raise queue.ShutDown`, which Python has since 3.13. */
export function queueShutDown(): PythonException {
  return arrivedException({ module: "queue", className: "ShutDown" });
}

/** `raise threading.BrokenBarrierError`. */
export function brokenBarrier(): PythonException {
  return arrivedException({ module: "threading", className: "BrokenBarrierError" });
}
