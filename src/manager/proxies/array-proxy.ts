import { narrowed } from "../../pickle/integer-bytes.ts";
import { NumberArray } from "../../pickle/number-array.ts";
import { Slice } from "../../pickle/slice.ts";
import { isRaised } from "../reply.ts";
import type { Referent } from "../referent.ts";
import { incremented, transaction } from "../transaction.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * An array of numbers, of a fixed length, that a manager serves.
 *
 * @example
 *     const counts = await manager.Array("i", [0, 0, 0]);
 *     await counts.set(1, 7);
 */
export class ArrayProxy<Item = number> extends RemoteObject implements AsyncIterable<Item> {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** How many numbers there are. */
  length(): Promise<number> {
    // The method returns an int.
    return this.#remote.call("__len__") as Promise<number>;
  }

  /** The number there. Rejects with PythonException IndexError where there is none. */
  get(index: number): Promise<Item> {
    // Only items of this type are put in.
    return this.#remote.call("__getitem__", [index]) as Promise<Item>;
  }

  /** The number there, or undefined where there is none. */
  async at(index: number): Promise<Item | undefined> {
    try {
      return await this.get(index);
    } catch (error) {
      if (isRaised(error, "IndexError")) return undefined;
      throw error;
    }
  }

  /** Replaces the number there. Rejects with PythonException IndexError where there is none. */
  async set(index: number, item: Item): Promise<void> {
    await this.#remote.call("__setitem__", [index, item]);
  }

  /**
   * Adds to the number there and gives the sum: one request that nothing interrupts. Rejects with MisuseError on a manager
   * of Python's, which can't do that: hold a Lock there.
   */
  increment(index: number, by = 1): Promise<number> {
    return incremented(this.#remote, index, { by });
  }

  /** Runs `body` while the calls of all others to this array wait, as `DictProxy.transaction`. */
  transaction<Result>(
    body: (held: ArrayProxy<Item>) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    return transaction(this.#remote, (remote) => body(new ArrayProxy<Item>(remote)));
  }

  /** The numbers from `start` until before `end`. Defaults: all of them. */
  async slice(start?: number, end?: number): Promise<Item[]> {
    const range = new Slice(start ?? null, end ?? null, null);
    const items = await this.#remote.call("__getitem__", [range]);
    // The server answers with an array.array, whose items are of this type.
    return Array.from(
      (items instanceof NumberArray ? items.values : items) as Iterable<Item>,
      asGiven,
    );
  }

  /** A copy of all numbers. */
  override getValue(): Promise<Item[]> {
    return this.slice();
  }

  /** Gives the numbers as they were when the iteration began. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this.slice();
  }
}

/** A number of 64 bits as `get` gives it: a bigint only if it has to be. */
function asGiven<Item>(item: Item): Item {
  // Which of the two an int is depends on how large it is; both are of this type.
  return typeof item === "bigint" ? (narrowed(item) as Item) : item;
}
