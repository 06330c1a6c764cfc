import type { Operation } from "./operation.ts";

/** Who carries out what the product does to memory while it runs. */
export interface Performer {
  /** Gives the operation's result, or throws {@link Pause}. Of those that nobody is told of, any number. */
  perform(operation: Operation): number;
  /** What `performance.now()` says. */
  now(): number;
  /** Keeps what is to be done when the code that runs has returned. */
  later(task: () => void): void;
}

/**
 * Thrown through the product when it comes to an operation whose result isn't known yet. The product has no `catch` for
 * it but `finally`; whatever is done there throws it again.
 */
export class Pause extends Error {}

let current: Performer | undefined;

/** Who carries out the operations of the product that runs at the moment. */
export function performer(): Performer {
  if (current === undefined) throw new Error("nothing is being explored");
  return current;
}

/** Runs the product with somebody who carries out its operations. */
export function performedBy<Result>(who: Performer, run: () => Result): Result {
  const before = current;
  current = who;
  try {
    return run();
  } finally {
    current = before;
  }
}
