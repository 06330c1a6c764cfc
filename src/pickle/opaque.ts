import { PythonValue } from "./python-value.ts";

/** How an object was made: by a call, by `cls.__new__(cls, *args)`, or by that with keywords. */
export type OpaqueForm = "reduce" | "newobj" | "newobjEx";

/** What an {@link Opaque} begins with. */
export interface OpaqueParts {
  readonly form: OpaqueForm;
  /** The class or function: a {@link GlobalName}, or an Opaque that makes one. */
  readonly callable: unknown;
  readonly args: readonly unknown[];
  /** A dict; only of "newobjEx". */
  readonly kwargs?: unknown;
}

/**
 * An object of a class that isn't known here, as the recipe by which Python makes it. It is data: nothing of it is ever
 * carried out here, and it is written as it came. Decoding gives it in opaque mode only.
 */
export class Opaque extends PythonValue {
  readonly form: OpaqueForm;
  readonly callable: unknown;
  readonly args: readonly unknown[];
  readonly kwargs: unknown;
  /** Whether `state` was given: None is a state, too. */
  hasState = false;
  /** What `__setstate__` gets, or the attributes. */
  state: unknown;
  /** What is appended. */
  readonly listItems: unknown[] = [];
  /** Keys and values in turn. */
  readonly dictItems: unknown[] = [];
  /** What `__setstate__`-less sets add, one after another. */
  readonly setItems: unknown[] = [];

  constructor({ form, callable, args, kwargs }: OpaqueParts) {
    super();
    this.form = form;
    this.callable = callable;
    this.args = args;
    this.kwargs = kwargs;
  }

  get typeName(): string {
    return "object";
  }

  /** Nobody knows here how its class compares: it is told apart by identity. */
  override hashKey(): unknown {
    return this;
  }
}
