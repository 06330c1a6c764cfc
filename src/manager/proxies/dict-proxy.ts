import type { Referent } from "../referent.ts";
import { isRaised } from "../reply.ts";
import { incremented, swapped, transaction } from "../transaction.ts";
import { pairsOf } from "./pairs-of.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A dictionary that a manager serves. Every method is one request, which no other one interrupts; what takes two, such as
 * a read and a write, can be interrupted: see `increment`, `change` and `transaction`.
 *
 * @example
 *     const ages = await manager.dict<string, number>({ ada: 36 });
 *     await ages.set("grace", 85);
 *     await ages.increment("ada", 1);
 */
export class DictProxy<Key = unknown, Value = unknown>
  extends RemoteObject
  implements AsyncIterable<[Key, Value]>
{
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** How many keys there are. */
  size(): Promise<number> {
    // The method returns an int.
    return this.#remote.call("__len__") as Promise<number>;
  }

  /** The value of a key, or undefined when it isn't there. */
  async get(key: Key): Promise<Value | undefined> {
    try {
      // Only values of this type are put in.
      return (await this.#remote.call("__getitem__", [key])) as Value;
    } catch (error) {
      if (isRaised(error, "KeyError")) return undefined;
      throw error;
    }
  }

  /** Gives a key a value, whether it had one or not. */
  async set(key: Key, value: Value): Promise<void> {
    await this.#remote.call("__setitem__", [key, value]);
  }

  /** Whether a key is there. */
  has(key: Key): Promise<boolean> {
    // The method returns a bool.
    return this.#remote.call("__contains__", [key]) as Promise<boolean>;
  }

  /** Removes a key; gives whether it was there. */
  async delete(key: Key): Promise<boolean> {
    try {
      await this.#remote.call("__delitem__", [key]);
      return true;
    } catch (error) {
      if (isRaised(error, "KeyError")) return false;
      throw error;
    }
  }

  /** Removes a key and gives its value; undefined when it isn't there. */
  async pop(key: Key): Promise<Value | undefined> {
    try {
      // Only values of this type are put in.
      return (await this.#remote.call("pop", [key])) as Value;
    } catch (error) {
      if (isRaised(error, "KeyError")) return undefined;
      throw error;
    }
  }

  /** Removes the key that was put in last, and gives it with its value; undefined when there is none. */
  async popItem(): Promise<[Key, Value] | undefined> {
    try {
      const [pair] = pairsOf([await this.#remote.call("popitem")]);
      // Only keys and values of these types are put in.
      return pair as [Key, Value] | undefined;
    } catch (error) {
      if (isRaised(error, "KeyError")) return undefined;
      throw error;
    }
  }

  /** The value of a key, which is given this one when it isn't there. */
  setDefault(key: Key, value: Value): Promise<Value> {
    // Only values of this type are put in.
    return this.#remote.call("setdefault", [key, value]) as Promise<Value>;
  }

  /** Gives many keys their values, in one request. */
  async update(
    entries: Iterable<readonly [Key, Value]> | Readonly<Record<string, Value>>,
  ): Promise<void> {
    const pairs = Symbol.iterator in entries ? entries : Object.entries(entries);
    await this.#remote.call("update", [new Map<unknown, unknown>(pairs)]);
  }

  /** All keys, in the order in which they were put in. */
  keys(): Promise<Key[]> {
    // Only keys of this type are put in; the view arrives as a list.
    return this.#remote.call("keys") as Promise<Key[]>;
  }

  /** All values, in the order of their keys. */
  values(): Promise<Value[]> {
    // Only values of this type are put in; the view arrives as a list.
    return this.#remote.call("values") as Promise<Value[]>;
  }

  /** All keys with their values. */
  async entries(): Promise<[Key, Value][]> {
    // Only keys and values of these types are put in.
    return pairsOf(await this.#remote.call("items")) as [Key, Value][];
  }

  /** Removes all keys. */
  async clear(): Promise<void> {
    await this.#remote.call("clear");
  }

  /** A copy, of this moment. */
  async copy(): Promise<Map<Key, Value>> {
    return new Map(await this.entries());
  }

  /** As `copy()`. */
  override getValue(): Promise<Map<Key, Value>> {
    return this.copy();
  }

  /**
   * Adds to the number of a key, which is 0 when it isn't there, and gives the sum: one request that nothing interrupts.
   * Rejects with MisuseError on a manager of Python's, which can't do that: hold a Lock there.
   */
  increment(key: Key, by = 1): Promise<number> {
    return incremented(this.#remote, key, { by, start: 0 });
  }

  /**
   * Replaces the value of a key if it is `expected` (undefined: if there is none), by Python's `==`; gives whether it
   * was. Replacing it by undefined removes the key. One request that nothing interrupts; rejects as `increment` does.
   */
  compareExchange(
    key: Key,
    expected: Value | undefined,
    replacement: Value | undefined,
  ): Promise<boolean> {
    const entry = (value: Value | undefined) =>
      value === undefined ? ([] as const) : ([value] as const);
    return swapped(this.#remote, key, {
      expected: entry(expected),
      replacement: entry(replacement),
    });
  }

  /**
   * Replaces the value of a key by what `next` makes of it (of undefined when it isn't there), while nobody else can use
   * the dictionary. Rejects as `transaction` does.
   */
  change(key: Key, next: (value: Value | undefined) => Value | PromiseLike<Value>): Promise<Value> {
    return this.transaction(async (held) => {
      const value = await next(await held.get(key));
      await held.set(key, value);
      return value;
    });
  }

  /**
   * Runs `body` while the calls of all others to this dictionary wait; `body` has to use the proxy that it is given. If
   * this program dies meanwhile, the others go on with what was done until then. Rejects as `body` does, and with
   * MisuseError on a manager of Python's, which can't do that: hold a Lock there.
   */
  transaction<Result>(
    body: (held: DictProxy<Key, Value>) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    return transaction(this.#remote, (remote) => body(new DictProxy<Key, Value>(remote)));
  }

  /** Gives the keys with their values, as they were when the iteration began. */
  async *[Symbol.asyncIterator](): AsyncGenerator<[Key, Value], void, undefined> {
    yield* await this.entries();
  }
}
