/** Fields that are carried over when an error can't be sent whole, if they are plain. */
type Plain = string | number | boolean | bigint | null | undefined;

/**
 * A stand-in for an error that can't be sent: a plain Error with its message, stack, name and those of its own fields
 * that are primitive values.
 */
export function plainError(error: unknown): Error {
  if (!(error instanceof Error))
    return new Error(`a value that can't be sent was thrown: ${describe(error)}`);
  const plain = new Error(error.message);
  copy(plain, "name", error.name);
  copy(plain, "stack", error.stack);
  for (const [key, value] of Object.entries(error)) {
    if (isPlain(value)) copy(plain, key, value);
  }
  if (error.cause !== undefined)
    plain.cause = isPlain(error.cause) ? error.cause : plainError(error.cause);
  return plain;
}

function copy(target: Error, key: string, value: Plain): void {
  Object.defineProperty(target, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: key !== "name" && key !== "stack",
  });
}

function isPlain(value: unknown): value is Plain {
  return (
    value === null ||
    (typeof value !== "object" && typeof value !== "function" && typeof value !== "symbol")
  );
}

function describe(value: unknown): string {
  try {
    return String(value);
  } catch {
    // An object without a usable toString.
    return Object.prototype.toString.call(value);
  }
}
