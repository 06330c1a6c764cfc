import { MisuseError, QueueFullError } from "../errors.ts";
import { LocalItems } from "./local-items.ts";
import { nameOf, stayHere } from "./local-only.ts";
import { FirstInStore, LastInStore, type LocalStore } from "./local-store.ts";
import { waitable, type Waitable } from "./waitable.ts";
import type { WaitOptions } from "./wait.ts";

/** How a queue is made. */
export interface QueueOptions {
  /** How many items there may be in it before `put` waits. Default: Infinity. */
  readonly maxSize?: number | undefined;
  /** What errors call it. */
  readonly name?: string | undefined;
}

/** How a queue is shut down. */
export interface ShutdownOptions {
  /** Whether the items that are still in it are dropped. Default: false, they can still be taken. */
  readonly immediate?: boolean | undefined;
}

/** There are priorities only where there is an order by them. */
const NO_PRIORITY = 0;

/**
 * A queue among the coroutines of one event loop, as asyncio's: what anybody puts in, somebody takes out, each item
 * once. Items come in the order in which they were put, and those who wait for items or for room get them in the order
 * in which they came.
 *
 * It holds any value, and gives the very same one; but a promise that is in it is awaited by `get`, as by every
 * function that gives a promise. It has the members of the Queue that threads and processes share but those that block,
 * and can't be sent to them.
 *
 * A wait that is cancelled has put or taken nothing, unless it was its turn already: then it ends well, and what is
 * cancelled is what comes next. So no item is lost.
 *
 * @example
 *     import { Queue } from "skein/task";
 *     const queue = new Queue<string>({ maxSize: 100 });
 *     const print = async () => { for await (const line of queue) console.log(line); };
 *     const printed = print();
 *     for (const line of lines) await queue.put(line);
 *     queue.shutdown();
 *     await printed;
 */
export class Queue<Item = unknown> implements AsyncIterable<Item>, Disposable {
  readonly #items: LocalItems;

  static {
    stayHere(this.prototype, "Queue");
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, waitable, {
      value(this: Queue): Waitable {
        return this.#items.waitable;
      },
    });
  }

  /** Throws MisuseError for an impossible `maxSize`. */
  constructor(options: QueueOptions | LocalItems = {}) {
    this.#items =
      options instanceof LocalItems ? options : makeItems("Queue", options, new FirstInStore());
  }

  /** How many items there may be in it; Infinity: any number. */
  get maxSize(): number {
    return this.#items.maxSize;
  }

  /** How many items there are. */
  get size(): number {
    return this.#items.size;
  }

  /** Whether there are no items. */
  get empty(): boolean {
    return this.size === 0;
  }

  /** Whether there is no room. */
  get full(): boolean {
    return this.size >= this.maxSize;
  }

  /** Whether anybody has shut it down. */
  get isShutDown(): boolean {
    return this.#items.isShutDown;
  }

  /**
   * Puts an item in. Waits while there are `maxSize` items, until somebody takes one. Rejects with QueueFullError when
   * there is no room within the timeout, QueueClosedError when the queue is shut down, the signal's reason, or that of
   * the cancellation of the task; then nothing was put in.
   */
  put(item: Item, options?: WaitOptions): Promise<void> {
    return this.#items.put(item, NO_PRIORITY, options);
  }

  /** Puts an item in if there is room; throws QueueFullError if not. */
  tryPut(item: Item): void {
    if (!this.#items.tryPut(item, NO_PRIORITY)) throw new QueueFullError();
  }

  /**
   * Takes an item out. Waits while there is none, until somebody puts one in. Rejects with QueueEmptyError when none comes
   * within the timeout, QueueClosedError when the queue is shut down and empty, the signal's reason, or that of the
   * cancellation of the task; then nothing was taken.
   */
  get(options?: WaitOptions): Promise<Item> {
    // Only items of this type are put in.
    return this.#items.get(options) as Promise<Item>;
  }

  /** Takes an item if there is one; throws QueueEmptyError if not. */
  tryGet(): Item {
    // Only items of this type are put in.
    return this.#items.tryGet() as Item;
  }

  /** Takes one item after the other, until the queue is shut down and empty. Several loops share the items. */
  [Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    // Only items of this type are put in.
    return this.#items.items() as AsyncGenerator<Item, void, undefined>;
  }

  /**
   * From now on `put` fails with QueueClosedError, and so does `get` as soon as the queue is empty: at once, if
   * `immediate` drops what is in it. Whoever waits learns of it. Can't be taken back; idempotent.
   */
  shutdown({ immediate = false }: ShutdownOptions = {}): void {
    this.#items.shutdown(immediate);
  }

  /** Drops the items: all waits, and all calls from now on, fail with ClosedError. Idempotent. */
  close(): void {
    this.#items.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/**
 * A local queue that knows when all that was put in is done: whoever has taken an item and finished with it says so by
 * `taskDone`, and `join` waits for all of them.
 *
 * @example
 *     import { JoinableQueue } from "skein/task";
 *     const orders = new JoinableQueue<Order>();
 *     async function serve(): Promise<void> {
 *       for await (const order of orders) {
 *         await deliver(order);
 *         orders.taskDone();
 *       }
 *     }
 *     const serving = [serve(), serve()];
 *     for (const order of list) await orders.put(order);
 *     await orders.join();
 */
export class JoinableQueue<Item = unknown> extends Queue<Item> {
  readonly #items: LocalItems;

  static {
    stayHere(this.prototype, "JoinableQueue");
  }

  /** Throws MisuseError for an impossible `maxSize`. */
  constructor(options: QueueOptions | LocalItems = {}) {
    const items =
      options instanceof LocalItems
        ? options
        : makeItems("JoinableQueue", options, new FirstInStore());
    super(items);
    this.#items = items;
  }

  /** How many items have been put in and are not done; those that `shutdown` dropped count as done. */
  get unfinished(): number {
    return this.#items.unfinished;
  }

  /** Says that an item is done. Throws MisuseError when as many are done as were ever put in. */
  taskDone(): void {
    if (this.#items.taskDone()) return;
    throw new MisuseError("taskDone() has been called more often than items were put in");
  }

  /**
   * Waits until all items are done; not at all when none was put in. Rejects with TimeoutError, the signal's reason or
   * that of the cancellation of the task.
   */
  join(options?: WaitOptions): Promise<void> {
    return this.#items.join(options);
  }
}

/**
 * A local queue that gives the item first that was put in last: a stack.
 *
 * @example
 *     import { LifoQueue } from "skein/task";
 *     const undo = new LifoQueue<Edit>();
 *     await undo.put(edit);
 *     revert(await undo.get());
 */
export class LifoQueue<Item = unknown> extends JoinableQueue<Item> {
  static {
    stayHere(this.prototype, "LifoQueue");
  }

  /** Throws MisuseError for an impossible `maxSize`. */
  constructor(options: QueueOptions = {}) {
    super(makeItems("LifoQueue", options, new LastInStore()));
  }
}

/** The items of a new queue. Throws MisuseError for an impossible `maxSize`. */
export function makeItems(
  type: string,
  { maxSize, name }: QueueOptions,
  store: LocalStore,
): LocalItems {
  return new LocalItems({ name: nameOf(type, name), maxSize, store });
}
