import { PythonValue } from "./python-value.ts";

/** Python's collections.deque as data. */
export class Deque<Item = unknown> extends PythonValue {
  readonly items: Item[];
  /** How many items it may have, or null. */
  readonly maximumLength: number | null;

  constructor(items: Item[] = [], maximumLength: number | null = null) {
    super();
    this.items = items;
    this.maximumLength = maximumLength;
  }

  get typeName(): string {
    return "deque";
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.items[Symbol.iterator]();
  }
}
