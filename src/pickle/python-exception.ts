import { osErrors } from "./os-errors.ts";

/** What a {@link PythonException} is made of. */
export interface PythonExceptionParts {
  /** Python's module of the class, such as "builtins" or "queue". Default "builtins". */
  readonly module?: string | undefined;
  /** The name of the class, such as "KeyError". */
  readonly className: string;
  /** What the class was called with. Default none. */
  readonly args?: readonly unknown[] | undefined;
  /** Its attributes, as a dict, where it has any. */
  readonly state?: unknown;
  /** What `str(exception)` gives; where it's missing it is taken from `args`. */
  readonly message?: string | undefined;
}

/**
 * An exception of Python as a value: it has the name of its class there, its arguments and its attributes, and can be
 * thrown and sent back. Decoded ones have no JavaScript stack: they weren't thrown here.
 *
 * @example
 *     throw new PythonException({ className: "KeyError", args: ["missing"] });
 */
export class PythonException extends Error {
  /** Python's module of the class; that of `queue.Empty` is "queue" whatever the sender called it. */
  readonly module: string;
  /** The name of the class. */
  readonly className: string;
  /** What the class was called with. */
  readonly args: readonly unknown[];
  /** Its attributes, as the pickle had them; undefined where it has none. */
  state: unknown;

  constructor({ module = "builtins", className, args = [], state, message }: PythonExceptionParts) {
    super(message ?? textOf(className, args));
    this.name = className;
    this.module = module;
    this.className = className;
    this.args = args;
    this.state = state;
  }
}

/** What Python's `str(exception)` gives, for arguments that are texts and numbers; others are only hinted at. */
function textOf(className: string, args: readonly unknown[]): string {
  const [first, second, file] = args;
  if (args.length === 0) return "";
  if (args.length > 1 && (className === "OSError" || osErrors.has(className))) {
    const what = `[Errno ${shown(first)}] ${typeof second === "string" ? second : shown(second)}`;
    return file === undefined || file === null ? what : `${what}: ${shown(file)}`;
  }
  if (args.length > 1) return `(${args.map(shown).join(", ")})`;
  return typeof first === "string" && className !== "KeyError" ? first : shown(first);
}

function shown(value: unknown): string {
  if (typeof value === "string") return `'${value}'`;
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return "...";
}

/** Makes an exception that was raised elsewhere: collecting the stack of this place would cost a lot and mislead. */
export function arrivedException(parts: PythonExceptionParts): PythonException {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return new PythonException(parts);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The TypeError of Python for a key that can't be one. */
export function unhashable(typeName: string): PythonException {
  return new PythonException({
    className: "TypeError",
    args: [`unhashable type: '${typeName}'`],
  });
}
