import { Dict } from "../../pickle/dict.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { addAtomicMethods } from "./atomic.ts";
import { built, typeNameOf } from "./data.ts";
import { MethodTable } from "./method-table.ts";
import { ABSENT } from "./parameters.ts";
import { attributeError, typeError } from "./raise.ts";
import { repr } from "./repr.ts";
import { ServedByTable } from "./served.ts";

/** Python's Namespace: what is kept in it by names. */
export class ServedNamespace<Names extends object = Record<string, unknown>> extends ServedByTable<
  ServedNamespace<object>
> {
  /** For the type of the proxy; never there. */
  declare protected readonly namesType?: Names;
  readonly kind: ServedKind = "namespace";
  readonly exposed: readonly string[] = exposedMethods.namespace;
  protected readonly table: MethodTable<ServedNamespace<object>> = methods;
  protected readonly self: ServedNamespace<object> = this;
  readonly attributes: Map<string, unknown>;

  constructor(attributes: Names | Iterable<readonly [string, unknown]> = []) {
    super();
    this.attributes = new Map(
      Symbol.iterator in attributes ? attributes : Object.entries(attributes),
    );
  }

  get(name: unknown): unknown {
    const value = this.attributes.get(checked(name));
    if (value !== undefined) return value;
    if (name === "__dict__") return this.attributes;
    throw missing(name);
  }

  set(name: unknown, value: unknown): null {
    this.attributes.set(checked(name), value);
    return null;
  }

  delete(name: unknown): null {
    if (!this.attributes.delete(checked(name))) throw missing(name);
    return null;
  }

  override repr(): string {
    const texts = [...this.attributes]
      .filter(([name]) => !name.startsWith("_"))
      .map(([name, value]) => `${name}=${repr(value)}`);
    return `Namespace(${texts.toSorted().join(", ")})`;
  }

  override value(): unknown {
    return new NamespaceOutput(new Dict(this.attributes));
  }
}

/** A Namespace by value. */
export class NamespaceOutput {
  readonly state: Dict;

  constructor(state: Dict) {
    this.state = state;
  }
}

function checked(name: unknown): string {
  if (typeof name === "string") return name;
  throw typeError(`attribute name must be string, not '${typeNameOf(name)}'`);
}

function missing(name: unknown): Error {
  return attributeError(`'Namespace' object has no attribute '${String(name)}'`);
}

const methods: MethodTable<ServedNamespace<object>> = new MethodTable<ServedNamespace<object>>(
  "Namespace",
)
  .method("__getattribute__ name", (self, [name]) => self.get(built(name)))
  .method("__setattr__ name value", (self, [name, value]) => self.set(built(name), value))
  .method("__delattr__ name", (self, [name]) => self.delete(built(name)));
addAtomicMethods(methods, (self) => ({
  read: (name) => (self.attributes.has(checked(name)) ? self.get(name) : ABSENT),
  write: (name, value) => self.set(name, value),
  remove: (name) => self.delete(name),
  missing,
}));
