/** What a guard lets go of. */
interface Releasable {
  release(): void;
}

/**
 * The right to a lock or to permits, from `acquire` until `release` or the end of the `using` block. Releasing it again
 * does nothing: what somebody else holds by then isn't touched.
 */
export class LockGuard implements Disposable {
  /**
   * Whether the last holder died while it held the lock: what the lock protects may be half changed, and is the new
   * holder's to repair.
   */
  readonly recovered: boolean;
  #held: Releasable | undefined;

  constructor(held: Releasable, recovered: boolean) {
    this.#held = held;
    this.recovered = recovered;
  }

  /** Lets go. Idempotent. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    held?.release();
  }

  [Symbol.dispose](): void {
    this.release();
  }
}
