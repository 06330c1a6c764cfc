import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";
import type { Items } from "./target.ts";

/** The items of a `map` or `imap`, pulled a chunk at a time from whatever holds them. */
export interface Source<Item> {
  /** Up to `count` items, fewer only at the end; a promise when the source is asynchronous. */
  pull(count: number): Item[] | Promise<Item[]>;
  /** How many are left, infinity when nobody knows. */
  readonly remaining: number;
  /** Tells the source that no more will be pulled. */
  close(): void;
}

/** Makes a {@link Source} of any iterable. */
export function sourceOf<Item>(items: Items<Item>): Source<Item> {
  if (Array.isArray(items)) return new ListSource<Item>(items);
  if (!isIterable(items)) {
    throw new MisuseError(`the items must be something to iterate over, but are ${inspect(items)}`);
  }
  // A string is iterable, too, but `in` takes objects only.
  if (typeof items === "object" && Symbol.asyncIterator in items)
    return new AsyncSource(items[Symbol.asyncIterator]());
  return new IteratorSource(items[Symbol.iterator]());
}

/** Types keep others out; JavaScript doesn't. */
function isIterable(items: unknown): boolean {
  if (typeof items === "string") return true;
  if (typeof items !== "object" || items === null) return false;
  return Symbol.iterator in items || Symbol.asyncIterator in items;
}

/** An array is sliced; what is added to it later isn't seen. */
class ListSource<Item> implements Source<Item> {
  readonly #items: readonly Item[];
  readonly #end: number;
  #next = 0;

  constructor(items: readonly Item[]) {
    this.#items = items;
    this.#end = items.length;
  }

  get remaining(): number {
    return this.#end - this.#next;
  }

  pull(count: number): Item[] {
    const first = this.#next;
    this.#next = Math.min(this.#end, first + count);
    return this.#items.slice(first, this.#next);
  }

  close(): void {
    this.#next = this.#end;
  }
}

class IteratorSource<Item> implements Source<Item> {
  readonly remaining: number = Number.POSITIVE_INFINITY;
  readonly #iterator: Iterator<Item>;
  #done = false;
  #thrown: { readonly error: unknown } | undefined;

  constructor(iterator: Iterator<Item>) {
    this.#iterator = iterator;
  }

  pull(count: number): Item[] {
    const items: Item[] = [];
    while (!this.#done && items.length < count) {
      const step = this.#step();
      if (step.done === true) this.#done = true;
      else items.push(step.value);
    }
    if (items.length === 0 && this.#thrown !== undefined) throw this.#thrown.error;
    return items;
  }

  close(): void {
    if (this.#done) return;
    this.#done = true;
    this.#iterator.return?.();
  }

  /** What it throws comes after the items before it, and it isn't asked again. */
  #step(): IteratorResult<Item, unknown> {
    try {
      return this.#iterator.next();
    } catch (error) {
      this.#thrown = { error };
      return { done: true, value: undefined };
    }
  }
}

/** Gives what comes within one turn of the event loop, so that a slow source doesn't hold back what it has given. */
class AsyncSource<Item> implements Source<Item> {
  readonly remaining: number = Number.POSITIVE_INFINITY;
  readonly #iterator: AsyncIterator<Item>;
  /** A step that was asked for and hadn't come when a chunk was closed. */
  #pending: Promise<IteratorResult<Item, unknown>> | undefined;
  #done = false;

  constructor(iterator: AsyncIterator<Item>) {
    this.#iterator = iterator;
  }

  async pull(count: number): Promise<Item[]> {
    const items: Item[] = [];
    let turn: Promise<undefined> | undefined;
    while (!this.#done && items.length < count) {
      this.#pending ??= this.#iterator.next();
      const step = await (items.length === 0
        ? this.#first()
        : Promise.race([this.#pending, (turn ??= nextTurn())]).catch(() => undefined));
      if (step === undefined) break;
      this.#pending = undefined;
      if (step.done === true) this.#done = true;
      else items.push(step.value);
    }
    return items;
  }

  close(): void {
    if (this.#done) return;
    this.#done = true;
    // Nobody waits for the source's own clean-up; if it fails, Node reports it.
    void this.#iterator.return?.();
  }

  /** What the source throws comes after the items before it, and it isn't asked again. */
  async #first(): Promise<IteratorResult<Item, unknown> | undefined> {
    try {
      return await this.#pending;
    } catch (error) {
      this.#done = true;
      throw error;
    }
  }
}

function nextTurn(): Promise<undefined> {
  return new Promise((resolve) => {
    setImmediate(() => resolve(undefined));
  });
}
