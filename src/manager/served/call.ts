/** Who calls: locks are owned by it, and given back when it goes. */
export interface Caller {
  /** Whether what it holds is released when it goes without having done so. */
  readonly releases: boolean;
  /** Calls `release` when it goes, unless what is returned has been called before. */
  onGone(release: () => void): () => void;
}

/** The arguments of a call. */
export interface GivenArguments {
  readonly args: readonly unknown[];
  readonly kwds: ReadonlyMap<string, unknown>;
}

/** The arguments of a call as values that are natural in JavaScript. */
export interface NaturalArguments extends GivenArguments {
  /** The same, but where a proxy of an object of this server was given stands the object itself. */
  withObjects(): GivenArguments;
}

/** One call of a method of a served object. */
export interface Call {
  readonly args: readonly unknown[];
  readonly kwds: ReadonlyMap<string, unknown> | undefined;
  readonly caller: Caller;
  /** The arguments as values that are natural in JavaScript, for objects that are no Python. */
  natural(): NaturalArguments;
  /** Whose RLock or Condition it is: what the caller says, or the caller itself. */
  readonly owner: unknown;
}
