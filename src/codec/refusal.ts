import { NotSendableError } from "../errors.ts";

/**
 * A value can't be sent; on its way up every container adds the step that led to it, so that a value that can be sent
 * pays nothing for paths.
 */
export class Refusal extends Error {
  readonly reason: string;
  /** The innermost step first. */
  readonly steps: string[];

  constructor(reason: string, steps: string[] = [], options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
    this.steps = steps;
  }
}

/** Adds a step to the path of an error that says what can't be sent; any other error is given back as it is. */
export function inside(error: unknown, step: string): unknown {
  const refusal = asRefusal(error);
  if (refusal === undefined) return error;
  refusal.steps.push(step);
  return refusal;
}

/** The error for the caller: what can't be sent becomes NotSendableError, running out of stack too. */
export function toPublicError(error: unknown): unknown {
  if (isStackOverflow(error))
    return new NotSendableError([], "it is nested too deeply", { cause: error });
  if (!(error instanceof Refusal)) return error;
  const options = error.cause === undefined ? {} : { cause: error.cause };
  return new NotSendableError(error.steps.toReversed(), error.reason, options);
}

/** The refusal in an error from below, which may come from the layer that knows functions. */
export function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (!(error instanceof NotSendableError)) return undefined;
  return new Refusal(error.reason, error.path.toReversed(), { cause: error });
}

/** Whether the stack is used up; V8 has no other mark for it than the message. */
export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Maximum call stack size exceeded";
}

/** How a property is named in a path. */
export function propertyStep(key: PropertyKey): string {
  if (typeof key === "number") return `[${key}]`;
  if (typeof key === "symbol") return `[${String(key)}]`;
  if (/^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)) return `.${key}`;
  return /^\d+$/.test(key) ? `[${key}]` : `[${JSON.stringify(key)}]`;
}
