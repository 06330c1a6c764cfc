import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import type { WaitOptions } from "../task/wait.ts";
import { ItemQueue, NO_PRIORITY, type QueueOptions, type QueueType } from "./item-queue.ts";
import { queueKind } from "./queue-state.ts";

/** How a simple queue is made. */
export type SimpleQueueOptions = Pick<QueueOptions, "name">;

const type: QueueType = { name: "SimpleQueue", kind: queueKind, handles: () => handles };

/**
 * The smallest queue between threads and processes: any number of items, in the order in which they were put in. See
 * {@link Queue} for one with a limit, and with an end.
 *
 * @example
 *     const results = new SimpleQueue<number>();
 *     const child = new Process({ target: () => results.put(compute()) });
 *     child.start();
 *     console.log(await results.get());
 */
export class SimpleQueue<Item = unknown> implements Disposable {
  readonly #items: ItemQueue;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: SimpleQueue): HandleDescription {
        return this.#items.describe();
      },
    });
  }

  /** Throws MemoryFullError. */
  constructor(options: SimpleQueueOptions | ItemQueue = {}) {
    this.#items =
      options instanceof ItemQueue ? options : ItemQueue.create(type, { name: options.name });
  }

  /** Whether there are no items; others may put some in right afterwards. */
  get empty(): boolean {
    return this.#items.state.size() === 0;
  }

  /** Puts an item in, and never waits. Throws NotSendableError, and MemoryFullError; then nothing was put in. */
  put(item: Item): void {
    this.#items.tryPut(item, NO_PRIORITY);
  }

  /**
   * Takes an item out. Waits while there is none, until somebody puts one in. Rejects with QueueEmptyError when none comes
   * within the timeout, or with the signal's reason; then nothing was taken.
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

  /** This thread lets go of the queue: its waits, and all calls from now on, fail with ClosedError. Idempotent. */
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
  "skein.SimpleQueue": (data) => new SimpleQueue(ItemQueue.revive(type, data)),
};
