import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { waitable } from "../task/waitable.ts";
import type { WaitOptions } from "../task/wait.ts";
import { ItemQueue, NO_PRIORITY, type QueueOptions, type QueueType } from "./item-queue.ts";
import { queueKind } from "./queue-state.ts";
import type { SharedWaitable } from "./waitable.ts";

/** How a queue is shut down. */
export interface ShutdownOptions {
  /** Whether the items that are still in it are dropped. Default: false, they can still be taken. */
  readonly immediate?: boolean | undefined;
}

const type: QueueType = { name: "Queue", kind: queueKind, handles: () => handles };

/**
 * A queue between threads and processes: what anybody puts in, somebody takes out, each item once. It can be captured by
 * functions, and sent as an argument, a result or in a message.
 *
 * An item is any value that can be sent. It is written down in `put`, so later changes don't show, and read in `get`. The
 * items come in the order in which they were put; so do those that one thread puts without awaiting each. No order is
 * kept among threads or coroutines that wait for items or room.
 *
 * Who is killed while putting or taking an item has either done it or not; nobody else gets stuck. Lost is only what
 * somebody had taken before they died, and what could be taken and not be read, for which `get` rejects.
 *
 * @example
 *     const queue = new Queue<string>({ maxSize: 100 });
 *     const print = async () => { for await (const line of queue) console.log(line); };
 *     const printer = new Process({ target: print });
 *     printer.start();
 *     for (const line of lines) await queue.put(line);
 *     queue.shutdown();
 *     await printer.join();
 */
export class Queue<Item = unknown> implements AsyncIterable<Item>, Disposable {
  readonly #items: ItemQueue;

  static {
    // As methods these would have no declaration: those are made without a look into other files.
    Object.defineProperties(this.prototype, {
      [handle]: {
        value(this: Queue): HandleDescription {
          return this.#items.describe();
        },
      },
      [waitable]: {
        value(this: Queue): SharedWaitable {
          return this.#items.waitable;
        },
      },
    });
  }

  /** Throws MisuseError for an impossible `maxSize`, and MemoryFullError. */
  constructor(options: QueueOptions | ItemQueue = {}) {
    this.#items = options instanceof ItemQueue ? options : ItemQueue.create(type, options);
  }

  /** How many items there may be in it; Infinity: as many as there is memory for. */
  get maxSize(): number {
    return this.#items.maxSize;
  }

  /** How many items there are; others may put or take some right afterwards. */
  get size(): number {
    return this.#items.state.size();
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
    return this.#items.state.isShutDown();
  }

  /**
   * Puts an item in. Waits while there are `maxSize` items, until somebody takes one. Rejects with QueueFullError when
   * there is no room within the timeout, QueueClosedError when the queue is shut down, the signal's reason,
   * NotSendableError, which names the way to what can't be sent, or MemoryFullError; then nothing was put in.
   */
  put(item: Item, options?: WaitOptions): Promise<void> {
    return this.#items.put(item, NO_PRIORITY, options);
  }

  /** The same, but blocks the thread. Throws MisuseError on the main thread, unless there is room. */
  putSync(item: Item, options?: WaitOptions): void {
    this.#items.putSync(item, NO_PRIORITY, options);
  }

  /** Puts an item in if there is room and no other `put` of this thread waits for it; throws QueueFullError if not. */
  tryPut(item: Item): void {
    this.#items.tryPut(item, NO_PRIORITY);
  }

  /**
   * Takes an item out. Waits while there is none, until somebody puts one in. Rejects with QueueEmptyError when none comes
   * within the timeout, QueueClosedError when the queue is shut down and empty, or the signal's reason; then nothing was
   * taken. Rejects too when the item can't be read here; then it is taken all the same.
   */
  get(options?: WaitOptions): Promise<Item> {
    // Only items of this type are put in.
    return this.#items.get(options) as Promise<Item>;
  }

  /** The same, but blocks the thread. Throws MisuseError on the main thread, unless there is an item. */
  getSync(options?: WaitOptions): Item {
    // Only items of this type are put in.
    return this.#items.getSync(options) as Item;
  }

  /** Takes an item if there is one and no other `get` of this thread waits for it; throws QueueEmptyError if not. */
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
   * From now on, for everybody, `put` fails with QueueClosedError, and so does `get` as soon as the queue is empty: at
   * once, if `immediate` drops what is in it. Whoever waits learns of it. Can't be taken back; idempotent.
   */
  shutdown({ immediate = false }: ShutdownOptions = {}): void {
    this.#items.state.shutdown(immediate);
  }

  /**
   * This thread lets go of the queue: its waits, and all calls from now on, fail with ClosedError. The queue and its items
   * stay for others. Idempotent.
   */
  close(): void {
    this.#items.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** What arrives here. */
export const handles: HandleTypes = {
  "skein.Queue": (data) => new Queue(ItemQueue.revive(type, data)),
};
