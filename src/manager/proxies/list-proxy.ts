import { MisuseError } from "../../errors.ts";
import { Slice } from "../../pickle/slice.ts";
import type { Referent } from "../referent.ts";
import { isRaised } from "../reply.ts";
import { incremented, transaction } from "../transaction.ts";
import { RemoteObject } from "./remote-object.ts";

/** How a list is sorted. */
export interface SortOptions {
  /** Whether the greatest comes first. Default: false. */
  readonly reverse?: boolean | undefined;
}

/** How many items one request brings when a list is iterated. */
const step = 256;

/**
 * A list that a manager serves. Every method is one request, which no other one interrupts. Negative indices count from
 * the end, as in Python.
 *
 * @example
 *     const names = await manager.list(["ada"]);
 *     await names.append("grace");
 *     for await (const name of names) console.log(name);
 */
export class ListProxy<Item = unknown> extends RemoteObject implements AsyncIterable<Item> {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** How many items there are. */
  length(): Promise<number> {
    // The method returns an int.
    return this.#remote.call("__len__") as Promise<number>;
  }

  /** The item there. Rejects with PythonException IndexError where there is none. */
  get(index: number): Promise<Item> {
    // Only items of this type are put in.
    return this.#remote.call("__getitem__", [integer(index)]) as Promise<Item>;
  }

  /** The item there, or undefined where there is none. */
  async at(index: number): Promise<Item | undefined> {
    try {
      return await this.get(index);
    } catch (error) {
      if (isRaised(error, "IndexError")) return undefined;
      throw error;
    }
  }

  /** Replaces the item there. Rejects with PythonException IndexError where there is none. */
  async set(index: number, item: Item): Promise<void> {
    await this.#remote.call("__setitem__", [integer(index), item]);
  }

  /** Removes the item there. Rejects with PythonException IndexError where there is none. */
  async delete(index: number): Promise<void> {
    await this.#remote.call("__delitem__", [integer(index)]);
  }

  /** The items from `start` until before `end`, as an array. Defaults: all of them. */
  slice(start?: number, end?: number): Promise<Item[]> {
    const range = new Slice(start ?? null, end ?? null, null);
    // A slice of a list is a list of its items.
    return this.#remote.call("__getitem__", [range]) as Promise<Item[]>;
  }

  /** Adds an item at the end. */
  async append(item: Item): Promise<void> {
    await this.#remote.call("append", [item]);
  }

  /** Adds items at the end, in one request. */
  async push(...items: Item[]): Promise<void> {
    await this.#remote.call("extend", [items]);
  }

  /** Adds the items of an iterable at the end, in one request. */
  async extend(items: Iterable<Item>): Promise<void> {
    await this.#remote.call("extend", [[...items]]);
  }

  /** Puts an item before the one at `index`. */
  async insert(index: number, item: Item): Promise<void> {
    await this.#remote.call("insert", [integer(index), item]);
  }

  /** Takes an item out, by default the last one. Rejects with PythonException IndexError where there is none. */
  pop(index?: number): Promise<Item> {
    // Only items of this type are put in.
    return this.#remote.call("pop", index === undefined ? [] : [integer(index)]) as Promise<Item>;
  }

  /** Removes the first item that equals this one. Rejects with PythonException ValueError when there is none. */
  async remove(item: Item): Promise<void> {
    await this.#remote.call("remove", [item]);
  }

  /** Where the first item is that equals this one; -1: nowhere. */
  async index(item: Item): Promise<number> {
    try {
      // The method returns an int.
      return (await this.#remote.call("index", [item])) as number;
    } catch (error) {
      if (isRaised(error, "ValueError")) return -1;
      throw error;
    }
  }

  /** Whether an item equals this one. */
  includes(item: Item): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("__contains__", [item]) as Promise<boolean>;
  }

  /** How many items equal this one. */
  count(item: Item): Promise<number> {
    // The method returns an int.
    return this.#remote.call("count", [item]) as Promise<number>;
  }

  /** Turns the order round, in place. */
  async reverse(): Promise<void> {
    await this.#remote.call("reverse");
  }

  /** Sorts in place by the order that the items have in Python. Rejects with TypeError where they have none. */
  async sort({ reverse = false }: SortOptions = {}): Promise<void> {
    await this.#remote.call("sort", [], reverse ? { keywords: { reverse } } : {});
  }

  /**
   * Adds to the number there and gives the sum: one request that nothing interrupts. Rejects with PythonException
   * IndexError where there is none, and with MisuseError on a manager of Python's, which can't do that: hold a Lock there.
   */
  async increment(index: number, by = 1): Promise<number> {
    return incremented(this.#remote, integer(index), { by });
  }

  /** Runs `body` while the calls of all others to this list wait, as `DictProxy.transaction`. */
  transaction<Result>(
    body: (held: ListProxy<Item>) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    return transaction(this.#remote, (remote) => body(new ListProxy<Item>(remote)));
  }

  /** A copy of all items. */
  override getValue(): Promise<Item[]> {
    return this.slice();
  }

  /**
   * Gives one item after the other, 256 per request. What others change meanwhile may be seen or not; where they remove
   * items before the current one, some are left out, as in Python.
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for (let first = 0; ; first += step) {
      const items = await this.slice(first, first + step);
      yield* items;
      if (items.length < step) return;
    }
  }
}

function integer(index: number): number {
  if (Number.isSafeInteger(index)) return index;
  throw new MisuseError(`an index of a list is an integer, not ${String(index)}`);
}
