import { PythonException } from "./python-exception.ts";

const MAXIMUM_DEPTH = 200;

/**
 * Bounds what hashing may cost: a tuple that has the same tuple twice, which has the same tuple twice and so on is short
 * in a pickle and endless when written out.
 */
export class HashWork {
  #left: number;
  #depth = 0;

  /** `limit` is the number of characters and items that may be looked at. */
  constructor(limit: number) {
    this.#left = limit;
  }

  /** Takes off the work for `amount` items or characters. Throws a PythonException MemoryError when none is left. */
  spend(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0)
      throw tooMuch("MemoryError", "a key of a dict or an item of a set is too long");
  }

  /** Goes into an item, which is to be left with {@link leave}. */
  enter(): void {
    this.spend(1);
    if (++this.#depth > MAXIMUM_DEPTH)
      throw tooMuch("RecursionError", "a key of a dict or an item of a set is nested too deeply");
  }

  leave(): void {
    this.#depth -= 1;
  }
}

function tooMuch(className: string, text: string): PythonException {
  return new PythonException({ className, args: [text] });
}
