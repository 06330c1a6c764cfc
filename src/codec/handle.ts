import { perThread } from "../per-thread.ts";
import { MisuseError, SkeinError } from "../errors.ts";

/** How an object that lives in shared memory or elsewhere travels: by a description of where it is. */
export interface HandleDescription {
  /** Under which name the receiver has registered how to revive it. */
  readonly type: string;
  /** Any value that can be sent. */
  readonly data: unknown;
  /**
   * The URL of a module of Skein that exports `handles`, which maps types to how they are revived: the receiver loads it
   * before it decodes. Absent: `registerHandle` has been called there.
   */
  readonly module?: string | undefined;
  /** What in `data` is moved, not copied. */
  readonly transfer?: readonly object[] | undefined;
  /** Whether it is the same whenever it is asked for: a function that has captured it need be captured only once. */
  readonly constant?: boolean | undefined;
}

/** The method under this key makes its object a handle. */
export const handle: unique symbol = Symbol.for("skein.handle") as typeof handle;

/** Makes an object again from the `data` of its handle. */
export type Revive = (data: unknown) => unknown;

/** What a module named in a handle exports as `handles`. */
export type HandleTypes = Readonly<Record<string, Revive>>;

const types = perThread("handles", () => new Map<string, Revive>());

/**
 * Says how a handle of this type becomes an object again; must have been called in a thread before the first one
 * arrives there. Throws MisuseError when something else is registered for the type.
 */
export function registerHandle(type: string, revive: Revive): void {
  const known = types.get(type);
  if (known !== undefined && known !== revive)
    throw new MisuseError(`the handle type '${type}' is registered already`);
  types.set(type, revive);
}

/** Registers the types of a module that a handle has named, unless another copy of this package has done so. */
export function registerHandles(known: HandleTypes): void {
  for (const [type, revive] of Object.entries(known)) if (!types.has(type)) types.set(type, revive);
}

/** Gives the description of a handle, or undefined for any other object. */
export function describeHandle(value: object): HandleDescription | undefined {
  const describe = (value as { readonly [handle]?: unknown })[handle];
  // Whoever has the method has promised its form.
  return typeof describe === "function" ? (describe.call(value) as HandleDescription) : undefined;
}

/** Makes the object again. Throws an error with the code ERR_SKEIN_UNKNOWN_HANDLE for a type nobody registered. */
export function reviveHandle(type: string, data: unknown): unknown {
  const revive = types.get(type);
  if (revive === undefined) {
    throw new SkeinError(
      "ERR_SKEIN_UNKNOWN_HANDLE",
      `a handle of type '${type}' has come, and this thread knows none; import the module that registers it`,
    );
  }
  return revive(data);
}
