import { isRaised } from "../reply.ts";
import type { Referent } from "../referent.ts";
import { RemoteObject } from "./remote-object.ts";

/**
 * An iterator or generator of Python that a manager serves. Each item is one request; several programs that iterate share
 * the items.
 *
 * @example
 *     for await (const line of await reader.lines()) console.log(line);
 */
export class IteratorProxy<Item = unknown>
  extends RemoteObject
  implements AsyncIterableIterator<Item>
{
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  /** The next item. It may take any time: it is computed now. */
  async next(): Promise<IteratorResult<Item, undefined>> {
    try {
      // The iterator gives items of this type.
      const value = (await this.#remote.call("__next__", [], { blocking: true })) as Item;
      return { done: false, value };
    } catch (error) {
      if (isRaised(error, "StopIteration")) return { done: true, value: undefined };
      throw error;
    }
  }

  /** Lets go of the iterator. */
  async return(): Promise<IteratorResult<Item, undefined>> {
    this.close();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
