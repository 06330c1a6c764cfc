import { Dict } from "../../pickle/dict.ts";
import { Tuple } from "../../pickle/tuple.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { addAtomicMethods, type Entries } from "./atomic.ts";
import { built, typeNameOf } from "./data.ts";
import { equal } from "./equal.ts";
import { itemsOf } from "./items-of.ts";
import { IteratorOutput } from "./iterator-output.ts";
import { MethodTable } from "./method-table.ts";
import { ABSENT } from "./parameters.ts";
import { keyError, runtimeError, typeError, valueError } from "./raise.ts";
import { repr } from "./repr.ts";
import { ServedByTable } from "./served.ts";

/** Python's dict. Values stay the pickles that they came in until somebody has to look into them. */
export class ServedDict<Key = unknown, Value = unknown> extends ServedByTable<ServedDict> {
  /** For the type of the proxy; never there. */
  declare protected readonly entryType?: readonly [Key, Value];
  readonly kind: ServedKind = "dict";
  readonly exposed: readonly string[] = exposedMethods.dict;
  protected readonly table: MethodTable<ServedDict> = methods;
  protected readonly self: ServedDict = this;
  readonly entries: Dict;

  constructor(entries: Dict<Key, Value> = new Dict()) {
    super();
    this.entries = entries;
  }

  override get methodToTypeid(): Readonly<Record<string, string>> {
    return { __iter__: "Iterator" };
  }

  get(key: unknown, otherwise: unknown): unknown {
    const value = this.entries.get(key);
    return value === undefined ? otherwise : value;
  }

  getItem(key: unknown): unknown {
    const value = this.entries.get(key);
    if (value === undefined) throw keyError(key);
    return value;
  }

  deleteItem(key: unknown): null {
    if (!this.entries.delete(key)) throw keyError(key);
    return null;
  }

  pop(key: unknown, otherwise: unknown): unknown {
    const value = this.entries.get(key);
    if (value !== undefined) this.entries.delete(key);
    else if (otherwise === ABSENT) throw keyError(key);
    return value === undefined ? otherwise : value;
  }

  /** The entry that came last. */
  popItem(): Tuple {
    let last: unknown;
    if (this.entries.size === 0) throw keyError("popitem(): dictionary is empty");
    for (const key of this.entries.keys()) last = key;
    return new Tuple([last, this.pop(last, null)]);
  }

  setDefault(key: unknown, value: unknown): unknown {
    const found = this.entries.get(key);
    if (found !== undefined) return found;
    this.entries.set(key, value);
    return value;
  }

  update(other: unknown, kwds: ReadonlyMap<string, unknown> | undefined): null {
    if (other !== ABSENT)
      for (const [key, value] of pairsOf(built(other))) this.entries.set(key, value);
    if (kwds !== undefined) for (const [key, value] of kwds) this.entries.set(key, value);
    return null;
  }

  /** Goes through the keys. Throws RuntimeError when there are more or fewer meanwhile. */
  *keys(): Generator<unknown, void, undefined> {
    const { entries } = this;
    const { size } = entries;
    for (const key of entries.keys()) {
      yield key;
      if (entries.size !== size) throw runtimeError("dictionary changed size during iteration");
    }
  }

  override repr(): string {
    return repr(this.entries);
  }

  override value(): unknown {
    return this.entries;
  }
}

/** What Python's `dict.update` takes: a dict, or pairs. */
export function pairsOf(other: unknown): readonly (readonly [unknown, unknown])[] {
  if (other instanceof Dict) return [...other];
  return itemsOf(other).map((item, index) => {
    const pair = pairItems(item, index);
    if (pair.length === 2) return [pair[0], pair[1]];
    throw valueError(
      `dictionary update sequence element #${index} has length ${pair.length}; 2 is required`,
    );
  });
}

function pairItems(item: unknown, index: number): unknown[] {
  try {
    return itemsOf(item);
  } catch {
    throw typeError(`cannot convert dictionary update sequence element #${index} to a sequence`);
  }
}

function merged(one: unknown, other: unknown): unknown {
  if (!(one instanceof Dict && other instanceof Dict))
    throw typeError(
      `unsupported operand type(s) for |: '${typeNameOf(one)}' and '${typeNameOf(other)}'`,
    );
  return new Dict([...one, ...other]);
}

function entriesOf({ entries }: ServedDict): Entries {
  return {
    read: (key) => (entries.has(key) ? entries.get(key) : ABSENT),
    write: (key, value) => entries.set(key, value),
    remove: (key) => entries.delete(key),
    missing: keyError,
  };
}

const methods: MethodTable<ServedDict> = new MethodTable<ServedDict>("dict")
  .method("__getitem__ key", (self, [key]) => self.getItem(built(key)))
  .method("__setitem__ key value", (self, [key, value]) => {
    self.entries.set(built(key), value);
    return null;
  })
  .method("__delitem__ key", (self, [key]) => self.deleteItem(built(key)))
  .method("__contains__ key", (self, [key]) => self.entries.has(built(key)))
  .method("has_key key", (self, [key]) => self.entries.has(built(key)))
  .method("__len__", (self) => self.entries.size)
  .method("__iter__", (self) => self.keys())
  .method("__reversed__", (self) => new IteratorOutput([...self.entries.keys()].toReversed()))
  .method("__eq__ value", (self, [value]) => equal(self.entries, value))
  .method("__ne__ value", (self, [value]) => !equal(self.entries, value))
  .method("__or__ value", (self, [value]) => merged(self.entries, built(value)))
  .method("__ror__ value", (self, [value]) => merged(built(value), self.entries))
  .method("__ior__ value", (self, [value]) => {
    self.update(value, undefined);
    return self.entries;
  })
  .method("get key default=None", (self, [key, otherwise]) => self.get(built(key), otherwise))
  .method("pop key default?", (self, [key, otherwise]) => self.pop(built(key), otherwise))
  .method("popitem", (self) => self.popItem())
  .method("setdefault key default=None", (self, [key, value]) => self.setDefault(built(key), value))
  .method("update other? **", (self, [other], { kwds }) => self.update(other, kwds))
  .method("keys", (self) => [...self.entries.keys()])
  .method("values", (self) => [...self.entries.values()])
  .method("items", (self) => [...self.entries].map((entry) => new Tuple(entry)))
  .method("copy", (self) => self.entries)
  .method("fromkeys iterable value=None", (_self, [keys, value]) => {
    return new Dict(itemsOf(keys).map((key) => [built(key), value]));
  })
  .method("clear", (self) => {
    self.entries.clear();
    return null;
  });
addAtomicMethods(methods, entriesOf);
