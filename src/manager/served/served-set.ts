import { FrozenSet, PythonSet } from "../../pickle/python-set.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { built, typeNameOf } from "./data.ts";
import { equal } from "./equal.ts";
import { itemsOf } from "./items-of.ts";
import { MethodTable } from "./method-table.ts";
import { keyError, runtimeError, typeError } from "./raise.ts";
import { repr } from "./repr.ts";
import { ServedByTable } from "./served.ts";

/** Python's set, which its managers serve since 3.14. */
export class ServedSet<Item = unknown> extends ServedByTable<ServedSet> {
  /** For the type of the proxy; never there. */
  declare protected readonly itemType?: Item;
  readonly kind: ServedKind = "set";
  readonly exposed: readonly string[] = exposedMethods.set;
  protected readonly table: MethodTable<ServedSet> = methods;
  protected readonly self: ServedSet = this;
  items: PythonSet;

  constructor(items: PythonSet<Item> = new PythonSet()) {
    super();
    this.items = items;
  }

  override get methodToTypeid(): Readonly<Record<string, string>> {
    return { __iter__: "Iterator" };
  }

  /** Goes through the items. Throws RuntimeError when there are more or fewer meanwhile. */
  *iterate(): Generator<unknown, void, undefined> {
    const { size } = this.items;
    for (const item of this.items) {
      yield item;
      if (this.items.size !== size) throw runtimeError("Set changed size during iteration");
    }
  }

  pop(): unknown {
    for (const item of this.items) {
      this.items.delete(item);
      return item;
    }
    throw keyError("pop from an empty set");
  }

  override repr(): string {
    return repr(this.items);
  }

  override value(): unknown {
    return this.items;
  }
}

type AnySet = PythonSet | FrozenSet;
/** What is in one, in the other, or both. */
type Combine = (one: AnySet, other: AnySet) => Iterable<unknown>;

const combinations: Readonly<Record<"and" | "or" | "sub" | "xor", Combine>> = {
  and: (one, other) => [...one].filter((item) => other.has(item)),
  or: (one, other) => [...one, ...other],
  sub: (one, other) => [...one].filter((item) => !other.has(item)),
  xor: (one, other) => [
    ...[...one].filter((item) => !other.has(item)),
    ...[...other].filter((item) => !one.has(item)),
  ],
};

const names = { and: "intersection", or: "union", sub: "difference", xor: "symmetric_difference" };
const signs = { and: "&", or: "|", sub: "-", xor: "^" };

function isSet(value: unknown): value is AnySet {
  return value instanceof PythonSet || value instanceof FrozenSet;
}

function operand(value: unknown, sign: string): AnySet {
  const data = built(value);
  if (isSet(data)) return data;
  throw typeError(`unsupported operand type(s) for ${sign}: 'set' and '${typeNameOf(data)}'`);
}

/** An item as it is looked for: Python takes a set for a frozenset there. */
function memberOf(value: unknown): unknown {
  const data = built(value);
  return data instanceof PythonSet ? new FrozenSet(data) : data;
}

function setOf(value: unknown): PythonSet {
  return new PythonSet(itemsOf(value));
}

function isSubset(one: AnySet, other: AnySet): boolean {
  return one.size <= other.size && [...one].every((item) => other.has(item));
}

const methods: MethodTable<ServedSet> = new MethodTable<ServedSet>("set")
  .method("__len__", (self) => self.items.size)
  .method("__contains__ item", (self, [item]) => self.items.has(memberOf(item)))
  .method("__iter__", (self) => self.iterate())
  .method("__eq__ other", (self, [other]) => equal(self.items, other))
  .method("__ne__ other", (self, [other]) => !equal(self.items, other))
  .method("__le__ other", (self, [other]) => isSubset(self.items, operand(other, "<=")))
  .method("__ge__ other", (self, [other]) => isSubset(operand(other, ">="), self.items))
  .method("__lt__ other", (self, [other]) => {
    const than = operand(other, "<");
    return self.items.size < than.size && isSubset(self.items, than);
  })
  .method("__gt__ other", (self, [other]) => {
    const than = operand(other, ">");
    return than.size < self.items.size && isSubset(than, self.items);
  })
  .method("add item", (self, [item]) => {
    self.items.add(built(item));
    return null;
  })
  .method("discard item", (self, [item]) => {
    self.items.delete(memberOf(item));
    return null;
  })
  .method("remove item", (self, [item]) => {
    if (!self.items.delete(memberOf(item))) throw keyError(built(item));
    return null;
  })
  .method("pop", (self) => self.pop())
  .method("clear", (self) => {
    self.items.clear();
    return null;
  })
  .method("copy", (self) => self.items)
  .method("isdisjoint other", (self, [other]) => {
    const than = setOf(other);
    return ![...self.items].some((item) => than.has(item));
  })
  .method("issubset other", (self, [other]) => isSubset(self.items, setOf(other)))
  .method("issuperset other", (self, [other]) => isSubset(setOf(other), self.items));

for (const key of ["and", "or", "sub", "xor"] as const) {
  const combine = combinations[key];
  const others = key === "xor" ? "other" : "*";
  const updating = key === "or" ? "update" : `${names[key]}_update`;
  const combined = (self: ServedSet, given: readonly unknown[]): PythonSet =>
    given.reduce<PythonSet>((set, other) => new PythonSet(combine(set, setOf(other))), self.items);
  methods
    .method(`__${key}__ other`, (self, [other]) => {
      return new PythonSet(combine(self.items, operand(other, signs[key])));
    })
    .method(`__r${key}__ other`, (self, [other]) => {
      return new PythonSet(combine(operand(other, signs[key]), self.items));
    })
    .method(`__i${key}__ other`, (self, [other]) => {
      self.items = new PythonSet(combine(self.items, operand(other, `${signs[key]}=`)));
      return self.items;
    })
    .method(`${names[key]} ${others}`, (self, given) => new PythonSet(combined(self, given)))
    .method(`${updating} ${others}`, (self, given) => {
      self.items = new PythonSet(combined(self, given));
      return null;
    });
}
