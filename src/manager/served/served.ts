import type { Call } from "./call.ts";
import type { ServedKind } from "../exposed.ts";
import type { MethodTable } from "./method-table.ts";
import { typeError } from "./raise.ts";

/**
 * What a manager serves. Its methods are called by name with Python's arguments, through a table of its own and never by
 * a look into the object. They return a value, or a {@link Wait} that ends later, and throw a PythonException.
 */
export abstract class Served {
  abstract readonly kind: ServedKind;
  /** What clients are told that they may call. */
  abstract readonly exposed: readonly string[];
  /** Methods whose result stays here, and the name under which it is served. */
  get methodToTypeid(): Readonly<Record<string, string>> | undefined {
    return undefined;
  }

  /** Whether the method may be called, be it told to clients or not. */
  abstract has(method: string): boolean;

  abstract call(method: string, call: Call): unknown;

  /** What `print(proxy)` shows. */
  abstract repr(): string;

  /** The object by value, for `#GETVALUE`. Throws a TypeError where it has none. */
  value(): unknown {
    throw typeError(`cannot pickle '${this.kind}' object`);
  }
}

/** A served object whose class has a table of methods. */
export abstract class ServedByTable<Self extends ServedByTable<Self>> extends Served {
  protected abstract readonly table: MethodTable<Self>;
  protected abstract readonly self: Self;

  override has(method: string): boolean {
    return this.table.has(method);
  }

  override call(method: string, call: Call): unknown {
    return this.table.call(this.self, method, call);
  }
}
