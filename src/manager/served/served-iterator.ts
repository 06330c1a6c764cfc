import { exposedMethods, type ServedKind } from "../exposed.ts";
import { MethodTable } from "./method-table.ts";
import { attributeError, stopIteration } from "./raise.ts";
import { ServedByTable } from "./served.ts";

/** What it goes through: an iterator or a generator of JavaScript, also one that has to be waited for. */
export type AnyIterator =
  | Iterator<unknown, unknown, unknown>
  | AsyncIterator<unknown, unknown, unknown>;

/** Python's iterators, and its generators where the iterator is one. */
export class ServedIterator extends ServedByTable<ServedIterator> {
  readonly kind: ServedKind = "iterator";
  readonly exposed: readonly string[] = exposedMethods.iterator;
  protected readonly table: MethodTable<ServedIterator> = methods;
  protected readonly self: ServedIterator = this;
  readonly #iterator: AnyIterator;

  constructor(iterator: AnyIterator) {
    super();
    this.#iterator = iterator;
  }

  /** The next item. Throws StopIteration with what a generator returned. */
  next(sent?: unknown): unknown {
    return unpacked(this.#iterator.next(sent));
  }

  throw(error: unknown): unknown {
    const iterator: { throw?: (error: unknown) => Step | Promise<Step> } = this.#iterator;
    if (iterator.throw === undefined)
      throw attributeError("'iterator' object has no attribute 'throw'");
    return unpacked(iterator.throw(error));
  }

  close(): unknown {
    const step = this.#iterator.return?.(undefined);
    return step instanceof Promise ? step.then(() => null) : null;
  }

  override repr(): string {
    return "<iterator object>";
  }
}

type Step = IteratorResult<unknown, unknown>;

function unpacked(step: Step | Promise<Step>): unknown {
  return step instanceof Promise ? step.then(valueOf) : valueOf(step);
}

function valueOf({ done, value }: Step): unknown {
  if (done !== true) return value;
  throw value === undefined ? stopIteration() : stopIteration(value);
}

const methods: MethodTable<ServedIterator> = new MethodTable<ServedIterator>("iterator")
  .method("__next__", (self) => self.next())
  // What Python 2 calls.
  .method("next", (self) => self.next())
  .method("send value", (self, [value]) => self.next(value))
  .method("throw typ val=None tb=None", (self, [error]) => self.throw(error))
  .method("close", (self) => self.close());
