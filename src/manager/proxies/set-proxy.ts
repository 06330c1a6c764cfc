import { isRaised } from "../reply.ts";
import type { Referent } from "../referent.ts";
import { transaction } from "../transaction.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A set that a manager serves; CPython's managers have one since 3.14.
 *
 * @example
 *     const seen = await manager.set(["a"]);
 *     if (!(await seen.has(url))) await seen.add(url);
 */
export class SetProxy<Item = unknown> extends RemoteObject implements AsyncIterable<Item> {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** How many items there are. */
  size(): Promise<number> {
    // The method returns an int.
    return this.#remote.call("__len__") as Promise<number>;
  }

  /** Adds an item, unless it is there. */
  async add(item: Item): Promise<void> {
    await this.#remote.call("add", [item]);
  }

  /** Adds all of these, in one request. */
  async update(items: Iterable<Item>): Promise<void> {
    await this.#remote.call("update", [[...items]]);
  }

  /** Whether an item is there. */
  has(item: Item): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("__contains__", [item]) as Promise<boolean>;
  }

  /** Removes an item; gives whether it was there. */
  async delete(item: Item): Promise<boolean> {
    try {
      await this.#remote.call("remove", [item]);
      return true;
    } catch (error) {
      if (isRaised(error, "KeyError")) return false;
      throw error;
    }
  }

  /** Removes some item and gives it; undefined when there is none. */
  async pop(): Promise<Item | undefined> {
    try {
      // Only items of this type are put in.
      return (await this.#remote.call("pop")) as Item;
    } catch (error) {
      if (isRaised(error, "KeyError")) return undefined;
      throw error;
    }
  }

  /** Removes all items. */
  async clear(): Promise<void> {
    await this.#remote.call("clear");
  }

  /** All items. */
  async values(): Promise<Item[]> {
    // A copy of a set arrives as a set of its items.
    return [...((await this.#remote.call("copy")) as Iterable<Item>)];
  }

  /** A copy, of this moment. */
  override async getValue(): Promise<Set<Item>> {
    return new Set(await this.values());
  }

  /** Runs `body` while the calls of all others to this set wait, as `DictProxy.transaction`. */
  transaction<Result>(
    body: (held: SetProxy<Item>) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    return transaction(this.#remote, (remote) => body(new SetProxy<Item>(remote)));
  }

  /** Gives the items as they were when the iteration began. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    yield* await this.values();
  }
}
