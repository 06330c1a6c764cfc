import { Slice } from "../../pickle/slice.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { addAtomicMethods, type Entries } from "./atomic.ts";
import { isList, built, isIntegral, typeNameOf } from "./data.ts";
import { equal } from "./equal.ts";
import { IteratorOutput } from "./iterator-output.ts";
import { itemsOf } from "./items-of.ts";
import { MethodTable } from "./method-table.ts";
import { isLess } from "./order.ts";
import { ABSENT, truthy } from "./parameters.ts";
import { builtin, indexError, typeError, valueError } from "./raise.ts";
import { repr } from "./repr.ts";
import { integer } from "./seconds.ts";
import { assignSlice, deleteSlice, replaceAll, sliced } from "./sequence.ts";
import { ServedByTable } from "./served.ts";
import { placeOf } from "./slices.ts";

/** More items aren't made by a multiplication, so that a short request can't fill the memory. */
const MOST_ITEMS = 50_000_000;

/** Python's list. Items stay the pickles that they came in until somebody has to look into them. */
export class ServedList<Item = unknown> extends ServedByTable<ServedList> {
  /** For the type of the proxy; never there. */
  declare protected readonly itemType?: Item;
  readonly kind: ServedKind = "list";
  readonly exposed: readonly string[] = exposedMethods.list;
  protected readonly table: MethodTable<ServedList> = methods;
  protected readonly self: ServedList = this;
  /** What is in it. */
  readonly items: unknown[];

  constructor(items: Item[] = []) {
    super();
    this.items = items;
  }

  getItem(index: unknown): unknown {
    if (index instanceof Slice) return sliced(this.items, index);
    return this.items[this.#place(index, "list index out of range")];
  }

  setItem(index: unknown, value: unknown): null {
    if (index instanceof Slice) assignSlice(this.items, index, sequenceOf(value));
    else this.items[this.#place(index, "list assignment index out of range")] = value;
    return null;
  }

  deleteItem(index: unknown): null {
    if (index instanceof Slice) deleteSlice(this.items, index);
    else this.items.splice(this.#place(index, "list assignment index out of range"), 1);
    return null;
  }

  insert(index: unknown, value: unknown): null {
    const at = integer(index);
    this.items.splice(at < 0 ? Math.max(0, at + this.items.length) : at, 0, value);
    return null;
  }

  pop(index: unknown): unknown {
    if (this.items.length === 0) throw indexError("pop from empty list");
    const place = this.#place(index, "pop index out of range");
    return place === this.items.length - 1 ? this.items.pop() : this.items.splice(place, 1)[0];
  }

  indexOf(value: unknown, start: unknown = 0, stop: unknown = null): number {
    const wanted = built(value);
    const from = bound(start, this.items.length);
    const end = stop === null ? this.items.length : bound(stop, this.items.length);
    for (let place = from; place < Math.min(end, this.items.length); place += 1)
      if (equal(this.items[place], wanted)) return place;
    return -1;
  }

  remove(value: unknown): null {
    const place = this.indexOf(value);
    if (place < 0) throw valueError("list.remove(x): x not in list");
    this.items.splice(place, 1);
    return null;
  }

  count(value: unknown): number {
    const wanted = built(value);
    return this.items.filter((item) => equal(item, wanted)).length;
  }

  times(count: unknown): unknown[] {
    if (!isIntegral(count))
      throw typeError(`can't multiply sequence by non-int of type '${typeNameOf(count)}'`);
    const copies = Math.max(0, Number(count));
    if (copies * this.items.length > MOST_ITEMS) throw builtin("MemoryError");
    return Array.from({ length: copies }, () => this.items).flat();
  }

  /** Stable, as Python's. Keys can't be given: they would be functions. */
  sort(key: unknown, reverse: unknown): null {
    if (key !== null) throw typeError("the key of sort() is a function, which isn't called here");
    const values = this.items.map(built);
    const sign = truthy(reverse) ? -1 : 1;
    values.sort((one, other) => sign * compare(one, other));
    replaceAll(this.items, values);
    return null;
  }

  override repr(): string {
    return repr(this.items);
  }

  override value(): unknown {
    return this.items;
  }

  #place(index: unknown, message: string): number {
    if (!isIntegral(index))
      throw typeError(`list indices must be integers or slices, not ${typeNameOf(index)}`);
    return placeOf(index, this.items.length, message);
  }
}

/** The entries of a list or another sequence, by index. */
function entriesOf(self: ServedList): Entries {
  return {
    read(index) {
      const place = integer(index);
      const { items } = self;
      return -items.length <= place && place < items.length ? self.getItem(index) : ABSENT;
    },
    write: (index, value) => self.setItem(index, value),
    remove: (index) => self.deleteItem(index),
    missing: () => indexError("list index out of range"),
  };
}

function compare(one: unknown, other: unknown): number {
  // In this order Python's messages name the same two.
  if (isLess(one, other)) return -1;
  return isLess(other, one) ? 1 : 0;
}

function bound(index: unknown, length: number): number {
  const at = integer(index);
  return at < 0 ? Math.max(0, at + length) : at;
}

function sequenceOf(value: unknown): unknown[] {
  try {
    return itemsOf(value);
  } catch {
    throw typeError("can only assign an iterable");
  }
}

function concatenated(self: ServedList, other: unknown): unknown[] {
  const data = built(other);
  if (!isList(data))
    throw typeError(`can only concatenate list (not "${typeNameOf(data)}") to list`);
  return [...self.items, ...data];
}

const methods: MethodTable<ServedList> = new MethodTable<ServedList>("list")
  .method("__getitem__ index", (self, [index]) => self.getItem(built(index)))
  .method("__setitem__ index value", (self, [index, value]) => self.setItem(built(index), value))
  .method("__delitem__ index", (self, [index]) => self.deleteItem(built(index)))
  .method("__len__", (self) => self.items.length)
  .method("__contains__ value", (self, [value]) => self.indexOf(value) >= 0)
  .method("__add__ value", (self, [value]) => concatenated(self, value))
  .method("__mul__ value", (self, [value]) => self.times(built(value)))
  .method("__rmul__ value", (self, [value]) => self.times(built(value)))
  .method("__imul__ value", (self, [value]) => {
    replaceAll(self.items, self.times(built(value)));
    return self.items;
  })
  .method("__iadd__ value", (self, [value]) => {
    for (const item of itemsOf(value)) self.items.push(item);
    return self.items;
  })
  .method("__reversed__", (self) => new IteratorOutput(self.items.toReversed()))
  .method("append object", (self, [value]) => {
    self.items.push(value);
    return null;
  })
  .method("extend iterable", (self, [values]) => {
    for (const item of itemsOf(values)) self.items.push(item);
    return null;
  })
  .method("insert index object", (self, [index, value]) => self.insert(index, value))
  .method("pop index=-1", (self, [index]) => self.pop(index))
  .method("remove value", (self, [value]) => self.remove(value))
  .method("index value start=0 stop=None", (self, [value, start, stop]) => {
    const place = self.indexOf(value, start, stop);
    if (place < 0) throw valueError(`${repr(value)} is not in list`);
    return place;
  })
  .method("count value", (self, [value]) => self.count(value))
  .method("reverse", (self) => {
    self.items.reverse();
    return null;
  })
  .method("sort key=None reverse=False", (self, [key, reverse]) => self.sort(key, reverse))
  .method("copy", (self) => self.items)
  .method("clear", (self) => {
    self.items.length = 0;
    return null;
  });
// What Python 2 calls for `list[i:j]`.
methods
  .method("__getslice__ i j", (self, [i, j]) => self.getItem(new Slice(i, j)))
  .method("__setslice__ i j values", (self, [i, j, values]) =>
    self.setItem(new Slice(i, j), values),
  )
  .method("__delslice__ i j", (self, [i, j]) => self.deleteItem(new Slice(i, j)));
addAtomicMethods(methods, entriesOf);
