import { remapStack } from "../closure/stack.ts";

/** Frames of this package say how the function was called, which helps nobody who looks for his own error. */
const OWN = new URL("..", import.meta.url).href;

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
    const restored = withoutOwnFrames(remapStack(stack));
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

function withoutOwnFrames(stack: string): string {
  if (!stack.includes(OWN)) return stack;
  const lines = stack.split("\n");
  return lines
    .filter((line) => !(line.includes(OWN) && line.trimStart().startsWith("at ")))
    .join("\n");
}
