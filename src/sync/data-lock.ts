import { MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";

/** What a Value or a SharedArray wants of its lock: Lock and RLock have it. */
export interface DataLock {
  acquire(options?: WaitOptions): Promise<unknown>;
  acquireSync(options?: WaitOptions): unknown;
  release(): void;
  run<Result>(body: () => Result | Promise<Result>, options?: WaitOptions): Promise<Result>;
  close(): void;
}

/** The options of a Value or a SharedArray. */
export interface DataOptions {
  /**
   * The lock for what takes more than one step: a new RLock (`true`, the default), none (`false`), or a Lock or RLock of
   * yours, which several values can have in common. It travels with the value.
   */
  readonly lock?: boolean | DataLock | undefined;
  /** What `skein doctor` calls it. */
  readonly name?: string | undefined;
}

/** The lock of a Value or SharedArray, and whether it was made for it. */
export class OwnLock {
  readonly #lock: DataLock | undefined;
  readonly #made: boolean;

  constructor(lock: DataLock | undefined, made: boolean) {
    this.#lock = lock;
    this.#made = made;
  }

  static from({ lock = true }: DataOptions): OwnLock {
    if (typeof lock === "object") return new OwnLock(lock, false);
    return new OwnLock(undefined, lock);
  }

  /** The lock. `what` is the class that wants it, for the MisuseError when there is none. */
  get(what: string): DataLock {
    if (this.#lock === undefined)
      throw new MisuseError(`this ${what} has no lock: it was made with { lock: false }`);
    return this.#lock;
  }

  /** What travels. */
  get parts(): LockParts {
    return { lock: this.#lock, made: this.#made };
  }

  close(): void {
    if (this.#made) this.#lock?.close();
  }
}

/** An {@link OwnLock} in a handle. */
export interface LockParts {
  readonly lock: DataLock | undefined;
  readonly made: boolean;
}

/** Holds the lock, blocking for it, while `body` runs. */
export function runSync<Result>(lock: DataLock, body: () => Result, options?: WaitOptions): Result {
  lock.acquireSync(options);
  try {
    return body();
  } finally {
    lock.release();
  }
}
