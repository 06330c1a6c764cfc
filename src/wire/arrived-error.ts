import { remapStack } from "../closure/stack.ts";

/**
 * Makes the stack of an error that came from elsewhere point to the lines that the user has written, down its causes and
 * the errors of an AggregateError. Gives what it was given, whatever that is.
 */
export function arrivedError(error: unknown): unknown {
  restore(error, new Set());
  return error;
}

function restore(error: unknown, seen: Set<unknown>): void {
  if (!(error instanceof Error) || seen.has(error)) return;
  seen.add(error);
  const { stack, cause } = error;
  if (typeof stack === "string") {
    const restored = remapStack(stack);
    // An error class may have made its stack read-only; then it stays as it is.
    if (restored !== stack)
      Reflect.defineProperty(error, "stack", {
        value: restored,
        writable: true,
        configurable: true,
      });
  }
  restore(cause, seen);
  if (error instanceof AggregateError) for (const each of error.errors) restore(each, seen);
}
