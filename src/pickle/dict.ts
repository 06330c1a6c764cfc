import type { HashWork } from "./hash-work.ts";
import { keyOf } from "./key.ts";
import { PythonValue } from "./python-value.ts";

const nothing: ReadonlyMap<unknown, unknown> = new Map();

/** Node's `util.inspect`. */
type Inspect = (value: unknown, options: object) => string;

/** How {@link Dict.fill} fills. */
export interface FillOptions {
  readonly end: number;
  /** Bounds what hashing costs where the keys are somebody else's. */
  readonly work: HashWork;
}

/**
 * Python's dict: keys are the same when Python takes them for the same (`1`, `1.0` and `True`; tuples, bytes and
 * frozensets by value), entries stay in the order in which they came, and the first of several equal keys stays.
 *
 * Methods throw a PythonException TypeError for keys that Python has no hash for, such as arrays.
 *
 * @example
 *     const dict = new Dict([[new Tuple([1, 2]), "a"]]);
 *     dict.get(new Tuple([1, 2])); // "a"
 */
export class Dict<Key = unknown, Value = unknown> extends PythonValue {
  /** Empty dicts have none: a hostile pickle has a million of them in a megabyte. */
  #values: Map<unknown, Value> | undefined;
  /** The keys that aren't their own `keyOf`. */
  #keys: Map<unknown, Key> | undefined;

  static {
    // As a method it would have no declaration. Without it console.log shows no entry, since the fields are private.
    Object.defineProperty(this.prototype, Symbol.for("nodejs.util.inspect.custom"), {
      value(this: Dict, ...[, options, inspect]: readonly [number, object, Inspect]): string {
        return inspect(new Map(this.entries()), options).replace(/^Map/, this.constructor.name);
      },
    });
  }

  constructor(entries?: Iterable<readonly [Key, Value]>) {
    super();
    if (entries !== undefined) for (const [key, value] of entries) this.set(key, value);
  }

  get typeName(): string {
    return "dict";
  }

  get size(): number {
    return this.#values?.size ?? 0;
  }

  get(key: Key): Value | undefined {
    return this.#values?.get(keyOf(key));
  }

  has(key: Key): boolean {
    return this.#values?.has(keyOf(key)) ?? false;
  }

  /** `work` bounds what hashing costs where the keys are somebody else's. */
  set(key: Key, value: Value, work?: HashWork): this {
    const hashed = keyOf(key, work);
    this.#values ??= new Map();
    if (hashed !== key && !this.#values.has(hashed)) {
      this.#keys ??= new Map();
      this.#keys.set(hashed, key);
    }
    this.#values.set(hashed, value);
    return this;
  }

  /** Sets the keys and values that stand in turn from `start` to `end`. */
  fill(items: readonly unknown[], start: number, { end, work }: FillOptions): void {
    const values = (this.#values ??= new Map());
    for (let index = start; index < end; index += 2) {
      // Whoever calls it has no other types than these.
      const key = items[index] as Key;
      const value = items[index + 1] as Value;
      if (typeof key === "string" && key.charCodeAt(0) !== 0) values.set(key, value);
      else this.set(key, value, work);
    }
  }

  delete(key: Key): boolean {
    const hashed = keyOf(key);
    this.#keys?.delete(hashed);
    return this.#values?.delete(hashed) ?? false;
  }

  clear(): void {
    this.#values = undefined;
    this.#keys = undefined;
  }

  keys(): IterableIterator<Key> {
    // Without other keys each is its own `keyOf`.
    if (this.#keys === undefined) return this.#map().keys() as IterableIterator<Key>;
    return this.#originalKeys();
  }

  values(): IterableIterator<Value> {
    return this.#map().values();
  }

  entries(): IterableIterator<[Key, Value]> {
    // See above.
    if (this.#keys === undefined) return this.#map().entries() as IterableIterator<[Key, Value]>;
    return this.#originalEntries();
  }

  [Symbol.iterator](): IterableIterator<[Key, Value]> {
    return this.entries();
  }

  /** Calls `visit` for each entry, faster than an iterator. */
  forEach(visit: (value: Value, key: Key) => void): void {
    this.#values?.forEach((value, hashed) => visit(value, this.#key(hashed)));
  }

  /** Gives a plain object, or undefined when a key isn't a string. A key "__proto__" is a property like any other. */
  toObject(): Record<string, Value> | undefined {
    const object: Record<string, Value> = {};
    for (const [key, value] of this.entries()) {
      if (typeof key !== "string") return undefined;
      setOwn(object, key, value);
    }
    return object;
  }

  #map(): ReadonlyMap<unknown, Value> {
    // Nothing is ever in it.
    return this.#values ?? (nothing as ReadonlyMap<unknown, Value>);
  }

  *#originalKeys(): IterableIterator<Key> {
    for (const hashed of this.#map().keys()) yield this.#key(hashed);
  }

  *#originalEntries(): IterableIterator<[Key, Value]> {
    for (const [hashed, value] of this.#map()) yield [this.#key(hashed), value];
  }

  #key(hashed: unknown): Key {
    const keys = this.#keys;
    // What isn't in #keys is its own key.
    if (keys === undefined || !keys.has(hashed)) return hashed as Key;
    // It was just found there.
    return keys.get(hashed) as Key;
  }
}

/** Sets a property whatever it is called: assigning "__proto__" would change the prototype instead. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key !== "__proto__") object[key] = value;
  else
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
}
