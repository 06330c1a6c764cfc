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
