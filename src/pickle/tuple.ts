import type { HashWork } from "./hash-work.ts";
import { sequenceKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** Python's tuple. Two tuples with equal items are the same key of a {@link Dict}. */
export class Tuple<Items extends readonly unknown[] = readonly unknown[]> extends PythonValue {
  readonly items: Items;

  constructor(items: Items) {
    super();
    this.items = items;
  }

  get typeName(): string {
    return "tuple";
  }

  get length(): number {
    return this.items.length;
  }

  [Symbol.iterator](): Iterator<Items[number]> {
    return this.items[Symbol.iterator]();
  }

  override hashKey(work: HashWork): unknown {
    return sequenceKey("t", this.items, work);
  }
}

/** Whether it is a tuple, whatever is in it. */
export function isTuple(value: unknown): value is Tuple {
  return value instanceof Tuple;
}
