import type { Referent } from "../referent.ts";
import { incremented, swapped, transaction } from "../transaction.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * A single value that a manager serves.
 *
 * @example
 *     const balance = await manager.Value("i", 100);
 *     await balance.increment(5);
 */
export class ValueProxy<Value = unknown> extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** What it is now. */
  get(): Promise<Value> {
    // Only values of this type are put in.
    return this.#remote.call("get") as Promise<Value>;
  }

  /** Replaces it. */
  async set(value: Value): Promise<void> {
    await this.#remote.call("set", [value]);
  }

  /** As `get()`. */
  override getValue(): Promise<Value> {
    return this.get();
  }

  /**
   * Adds to the number and gives the sum: one request that nothing interrupts. Rejects with MisuseError on a manager of
   * Python's, which can't do that: hold a Lock there.
   */
  increment(by = 1): Promise<number> {
    return incremented(this.#remote, null, { by });
  }

  /** Replaces it if it is `expected`, by Python's `==`; gives whether it was. Rejects as `increment` does. */
  compareExchange(expected: Value, replacement: Value): Promise<boolean> {
    return swapped(this.#remote, null, { expected: [expected], replacement: [replacement] });
  }

  /** Replaces it by what `next` makes of it, while nobody else can use it, and gives that. Rejects as `transaction`. */
  update(next: (value: Value) => Value | PromiseLike<Value>): Promise<Value> {
    return this.transaction(async (held) => {
      const value = await next(await held.get());
      await held.set(value);
      return value;
    });
  }

  /**
   * Runs `body` while the calls of all others to this value wait; `body` has to use the proxy that it is given. Rejects as
   * `body` does, and with MisuseError on a manager of Python's, which can't do that: hold a Lock there.
   */
  transaction<Result>(
    body: (held: ValueProxy<Value>) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    return transaction(this.#remote, (remote) => body(new ValueProxy<Value>(remote)));
  }
}
