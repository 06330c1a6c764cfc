import { splitKeywords } from "../keywords.ts";
import type { Referent } from "../referent.ts";
import { transaction } from "../transaction.ts";
import type { RemoteArguments } from "../remote-arguments.ts";
import { RemoteObject } from "./remote-object.ts";

/** What arrives of what a method returned: the wire is Python's, which has one word for nothing. */
export type Returned<Value> = unknown extends Value
  ? Value
  : [Value, void] extends [void, Value]
    ? void
    : undefined extends Value
      ? Exclude<Value, undefined | void> | null
      : Value;

/**
 * The methods of an object that can be called from afar: their results are promises. `Stays` has the proxies of those
 * results that stay on the server.
 */
export type RemoteMethods<Served, Stays extends object = object> = {
  readonly [
    Name in keyof Served as Served[Name] extends (...args: never[]) => unknown
      ? Name extends `_${string}` | symbol
        ? never
        : Name
      : never
  ]: Served[Name] extends (...args: infer Arguments) => infer Result
    ? (
        ...args: RemoteArguments<Arguments>
      ) => Promise<Name extends keyof Stays ? Stays[Name] : Returned<Awaited<Result>>>
    : never;
};

/** A proxy of an object of the user's own class. `Stays`: for its `methodToTypeid`, by method, the proxy that it gives. */
export type ObjectProxy<Served, Stays extends object = object> = RemoteMethods<Served, Stays> &
  AnyObjectProxy<Served, Stays>;

/**
 * Stands for an object of a user's own class, in Python or here: it has the object's methods, whose names don't begin
 * with "_", and each of them is one request. A method of the object that is called as one of these hides it.
 *
 * Calls of one proxy that are begun at the same time are made at the same time, in no certain order: any of them may
 * take long. To a server of Python's, each that is under way has a connection of its own.
 */
export class AnyObjectProxy<Served = unknown, Stays extends object = object> extends RemoteObject {
  readonly #remote: Referent;

  static {
    // The type by which its users know it.
    Object.defineProperty(this, "name", { value: "ObjectProxy" });
  }

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
    // CPython names some twice.
    for (const name of new Set(remote.name.exposed)) if (!name.startsWith("_")) this.#define(name);
  }

  /** Runs `body` while the calls of all others to this object wait, as `DictProxy.transaction`. */
  transaction<Result>(
    body: (held: ObjectProxy<Served, Stays>) => Result | PromiseLike<Result>,
  ): Promise<Result> {
    // The methods are those that the server says it has.
    return transaction(this.#remote, (remote) =>
      body(new AnyObjectProxy<Served, Stays>(remote) as unknown as ObjectProxy<Served, Stays>),
    );
  }

  #define(name: string): void {
    Object.defineProperty(this, name, {
      value: (...given: readonly unknown[]): Promise<unknown> => {
        const [args, keywords] = splitKeywords(given);
        return this.#remote.call(name, args, { blocking: true, keywords });
      },
    });
  }
}
