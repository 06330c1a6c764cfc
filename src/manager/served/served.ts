import type { ServedKind } from "../exposed.ts";
import type { MethodTable } from "./method-table.ts";
import { typeError } from "./raise.ts";

/** Who calls: locks are owned by it, and given back when it goes. */
export interface Caller {
  /** Whether what it holds is released when it goes without having done so. */
  readonly releases: boolean;
  /** Calls `release` when it goes, unless what is returned has been called before. */
  onGone(release: () => void): () => void;
}

/** One call of a method of a served object. */
export interface Call {
  readonly args: readonly unknown[];
  readonly kwds: ReadonlyMap<string, unknown> | undefined;
  readonly caller: Caller;
  /** The arguments as values that are natural in JavaScript, for objects that are no Python. */
  natural(): { readonly args: readonly unknown[]; readonly kwds: ReadonlyMap<string, unknown> };
  /** Whose RLock or Condition it is: what the caller says, or the caller itself. */
  readonly owner: unknown;
}

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
