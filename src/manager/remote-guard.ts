import { ClosedError, ConnectionLostError } from "../errors.ts";

/**
 * The right to a lock or a permit of a manager, from `acquire` until it is released: by `release()`, which waits for the
 * server's answer, by `await using`, which does the same, or by `using`, which doesn't wait. Calls that this program makes
 * afterwards find it released all the same. Releasing it again does nothing.
 */
export class RemoteGuard implements Disposable, AsyncDisposable {
  #release: (() => Promise<void>) | undefined;

  constructor(release: () => Promise<void>) {
    this.#release = release;
  }

  /** Lets go. Idempotent. */
  async release(): Promise<void> {
    const release = this.#release;
    this.#release = undefined;
    await release?.();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }

  [Symbol.dispose](): void {
    void this.release().catch((error: unknown) => {
      // The server has gone, and the lock with it, or the next call says so.
      if (!(error instanceof ConnectionLostError || error instanceof ClosedError)) throw error;
    });
  }
}

/**
 * Runs `body` and lets go afterwards. What `body` has thrown is what the caller gets, even if letting go fails as well: as
 * a rule the server has gone then, and both fail for that.
 */
export async function runHolding<Result>(
  guard: Pick<RemoteGuard, "release">,
  body: () => Result | PromiseLike<Result>,
): Promise<Result> {
  let result: Result;
  try {
    result = await body();
  } catch (error) {
    await guard.release().catch(() => {});
    throw error;
  }
  await guard.release();
  return result;
}
