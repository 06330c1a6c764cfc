import type { Referent } from "../referent.ts";
import { incremented, transaction } from "../transaction.ts";
import { RemoteObject } from "./remote-object.ts";

/** The names of the numbers in a namespace. */
type NumberNames<Names> = {
  [Name in keyof Names]: Names[Name] extends number ? Name : never;
}[keyof Names] &
  string;

/**
 * A set of named values that a manager serves: Python's Namespace.
 *
 * @example
 *     const settings = await manager.Namespace<{ rate: number; name: string }>({ rate: 3, name: "a" });
 *     await settings.set("rate", 4);
 */
export class NamespaceProxy<Names extends object = Record<string, unknown>> extends RemoteObject {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** What a name stands for. Rejects with PythonException AttributeError when it isn't there. */
  get<Name extends keyof Names & string>(name: Name): Promise<Names[Name]> {
    // Only values of this type are put in.
    return this.#remote.call("__getattribute__", [name]) as Promise<Names[Name]>;
  }

  /** Gives a name a value. */
  async set<Name extends keyof Names & string>(name: Name, value: Names[Name]): Promise<void> {
    await this.#remote.call("__setattr__", [name, value]);
  }

  /** Removes a name. Rejects with PythonException AttributeError when it isn't there. */
  async delete(name: keyof Names & string): Promise<void> {
    await this.#remote.call("__delattr__", [name]);
  }

  /**
   * Adds to the number of a name and gives the sum: one request that nothing interrupts. Rejects with MisuseError on a
   * manager of Python's, which can't do that: hold a Lock there.
   */
  increment(name: NumberNames<Names>, by = 1): Promise<number> {
    return incremented(this.#remote, name, { by });
  }

  /**
   * Runs `body` while the calls of all others to this namespace wait; `body` has to use the proxy that it is given.
   * Rejects as `body` does, and with MisuseError on a manager of Python's, which can't do that: hold a Lock there.
   */
  transaction<Result>(
    body: (held: NamespaceProxy<Names>) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    return transaction(this.#remote, (remote) => body(new NamespaceProxy<Names>(remote)));
  }
}
