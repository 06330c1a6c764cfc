import type { HashWork } from "./hash-work.ts";
import { keyOf, partOf, taggedKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** What sets that can change and sets that can't have in common: items are the same when Python's dict thinks so. */
abstract class AnySet<Item> extends PythonValue {
  /** By the item's `keyOf`. Empty sets have none. */
  protected items: Map<unknown, Item> | undefined;

  constructor(items?: Iterable<Item>, work?: HashWork) {
    super();
    if (items !== undefined) for (const item of items) this.insert(item, work);
  }

  get size(): number {
    return this.items?.size ?? 0;
  }

  has(item: Item): boolean {
    return this.items?.has(keyOf(item)) ?? false;
  }

  *values(): IterableIterator<Item> {
    if (this.items !== undefined) yield* this.items.values();
  }

  [Symbol.iterator](): IterableIterator<Item> {
    return this.values();
  }

  protected insert(item: Item, work: HashWork | undefined): void {
    const hashed = keyOf(item, work);
    this.items ??= new Map();
    if (!this.items.has(hashed)) this.items.set(hashed, item);
  }
}

/** Python's set, with Python's equality of items (see {@link Dict}). */
export class PythonSet<Item = unknown> extends AnySet<Item> {
  get typeName(): string {
    return "set";
  }

  /** `work` bounds what hashing costs where the items are somebody else's. */
  add(item: Item, work?: HashWork): this {
    this.insert(item, work);
    return this;
  }

  delete(item: Item): boolean {
    return this.items?.delete(keyOf(item)) ?? false;
  }

  clear(): void {
    this.items = undefined;
  }
}

/** Python's frozenset: it can be a key and an item of sets. */
export class FrozenSet<Item = unknown> extends AnySet<Item> {
  get typeName(): string {
    return "frozenset";
  }

  override hashKey(work: HashWork): unknown {
    work.enter();
    const parts: string[] = [];
    if (this.items !== undefined) {
      for (const hashed of this.items.keys()) parts.push(partOf(hashed, work));
    }
    work.leave();
    // The order of the items doesn't matter to equality.
    return taggedKey("z", parts.toSorted().join(""));
  }
}
