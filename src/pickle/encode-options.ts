/** How an object of JavaScript is written as one of a Python class. */
export interface Reduction {
  /** The class or function, by module and name with a space between. */
  readonly global: string;
  readonly args: readonly unknown[];
  /** "reduce" calls it with the arguments, "newobj" calls its `__new__`. Default "reduce". */
  readonly form?: "reduce" | "newobj" | undefined;
  /** What Python's `__setstate__` gets, or the attributes; undefined for none. */
  readonly state?: unknown;
}

/** The protocols that can be written: 2 for Python 2.7, 4 for 3.4 and later, 5 for 3.8 and later. */
export type WrittenProtocol = 2 | 4 | 5;

/** How a pickle is written. */
export interface EncodePickleOptions {
  /** Default 4. */
  readonly protocol?: WrittenProtocol | undefined;
  /** Says how objects of classes that aren't known here are written; undefined leaves it at the error. */
  readonly reduce?: ((value: object) => Reduction | undefined) | undefined;
}
