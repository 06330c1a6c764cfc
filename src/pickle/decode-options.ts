import type { DecodeBudget } from "./budget.ts";
import type { HashWork } from "./hash-work.ts";

/** How values arrive: as exactly what they are in Python, or as what is most natural in JavaScript. */
export type ValueForm = "lossless" | "natural";

/** What a class or function of Python is called with. */
export interface GlobalCall {
  /** Module and name with a space between, such as "multiprocessing.managers Token". */
  readonly path: string;
  readonly args: readonly unknown[];
  /** A {@link Dict}, a plain object or a Map, depending on the form; undefined where there are none. */
  readonly kwargs: unknown;
  readonly form: ValueForm;
  /** Bounds what hashing keys may cost. */
  readonly work: HashWork;
}

/** What stands for a class or function of Python. It must be pure: it may be called twice for one place in the bytes. */
export interface GlobalConstructor {
  /** Makes what the call gives in Python. Without it the name may come, as a GlobalName, but mustn't be called. */
  construct?(call: GlobalCall): unknown;
  /** Gives the object its state (Python's `__setstate__`). Without it a state is an error. */
  build?(object: unknown, state: unknown): void;
}

/** How a pickle is decoded. */
export interface DecodePickleOptions {
  /** Default "natural". */
  readonly form?: ValueForm | undefined;
  /** Whether objects of unknown classes arrive as {@link Opaque} instead of being an error. Default false. */
  readonly opaque?: boolean | undefined;
  /** Classes and functions that are allowed besides the built-in list, by "module name". */
  readonly globals?: ReadonlyMap<string, GlobalConstructor> | undefined;
  /** How much may be built. */
  readonly budget?: DecodeBudget | undefined;
}
