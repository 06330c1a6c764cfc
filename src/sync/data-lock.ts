import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";
import type { Lock } from "./lock.ts";
import { RLock } from "./rlock.ts";

/** What can be the lock of a Value or a SharedArray. */
export type DataLock = Lock | RLock;

/** The options of a Value or a SharedArray. */
export interface DataOptions {
  /**
   * The lock for what takes more than one step: a new RLock (`true`, the default), none (`false`), or a Lock or RLock of
   * yours, which several values can have in common. It travels with the value.
   */
  readonly lock?: boolean | DataLock | undefined;
  /** What reports call it, and the lock that is made for it. */
  readonly name?: string | undefined;
}

/** An {@link OwnLock} in a handle. */
export interface LockParts {
  readonly lock: DataLock | undefined;
  readonly made: boolean;
}

/** The lock of a Value or a SharedArray, if it has one, and whether it was made for it. */
export class OwnLock {
  /** What travels. */
  readonly parts: LockParts;

  constructor({ lock, made }: LockParts) {
    this.parts = { lock, made };
  }

  /** Throws MisuseError when the option `lock` is nothing that can be one. */
  static from({ lock = true, name }: DataOptions): OwnLock {
    if (lock === true) return new OwnLock({ lock: new RLock({ name }), made: true });
    if (lock === false) return new OwnLock({ lock: undefined, made: false });
    if (typeof lock !== "object" || !("acquireSync" in lock))
      throw new MisuseError(`lock can be true, false, a Lock or an RLock, not ${inspect(lock)}`);
    return new OwnLock({ lock, made: false });
  }

  /** The lock. `what` is the class that wants it, for the MisuseError when there is none. */
  get(what: string): DataLock {
    const { lock } = this.parts;
    if (lock === undefined)
      throw new MisuseError(`this ${what} has no lock: it was made with { lock: false }`);
    return lock;
  }

  close(): void {
    if (this.parts.made) this.parts.lock?.close();
  }
}
