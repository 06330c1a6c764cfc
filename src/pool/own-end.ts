import { ClosedError } from "../errors.ts";

const ownEnds = new WeakSet<object>();

/** Why what a pool has under way ends when the program terminates the pool. */
export function ownEnd(name: string): ClosedError {
  const error = new ClosedError(`${name} was terminated`);
  ownEnds.add(error);
  return error;
}

/** Whether the program itself has brought this about, and nobody has to be told. */
export function isOwnEnd(error: unknown): boolean {
  return typeof error === "object" && error !== null && ownEnds.has(error);
}
