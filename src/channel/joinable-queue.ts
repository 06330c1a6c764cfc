import type { HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import { ItemQueue, type QueueOptions, type QueueType } from "./item-queue.ts";
import { handles as queueHandles, Queue } from "./queue.ts";
import { queueKind } from "./queue-state.ts";
import { assertMayWait, limitsOf } from "./queue-waits.ts";

const type: QueueType = { name: "JoinableQueue", kind: queueKind, handles: () => handles };

/**
 * A queue that knows when all that was put in is done: whoever has taken an item and finished with it says so by
 * `taskDone`, and `join` waits for all of them.
 *
 * Who dies with an item leaves it undone; supervise such workers, and say `taskDone` in their place.
 *
 * @example
 *     const orders = new JoinableQueue<Order>();
 *     const worker = new Thread({
 *       target: async () => {
 *         for await (const order of orders) {
 *           await deliver(order);
 *           orders.taskDone();
 *         }
 *       },
 *     });
 *     worker.start();
 *     for (const order of list) await orders.put(order);
 *     await orders.join();
 */
export class JoinableQueue<Item = unknown> extends Queue<Item> {
  readonly #items: ItemQueue;

  /** Throws MisuseError for an impossible `maxSize`, and MemoryFullError. */
  constructor(options: QueueOptions | ItemQueue = {}) {
    const items = options instanceof ItemQueue ? options : ItemQueue.create(type, options);
    super(items);
    this.#items = items;
  }

  /** How many items have been put in and are not done; those that `shutdown` dropped count as done. */
  get unfinished(): number {
    return this.#items.state.unfinished();
  }

  /** Says that an item is done. Throws MisuseError when as many are done as were ever put in. */
  taskDone(): void {
    if (this.#items.state.taskDone()) return;
    throw new MisuseError("taskDone() has been called more often than items were put in");
  }

  /** Waits until all items are done; not at all when none was put in. Rejects with TimeoutError or the signal's reason. */
  async join(options: WaitOptions = {}): Promise<void> {
    options.signal?.throwIfAborted();
    await this.#items.state.join(limitsOf(options));
  }

  /** The same, but blocks the thread. Throws MisuseError on the main thread, unless all are done. */
  joinSync(options: WaitOptions = {}): void {
    const { state } = this.#items;
    if (state.unfinished() === 0) return;
    assertMayWait("joinSync", options);
    state.joinSync(limitsOf(options));
  }
}

/** What arrives here. */
export const handles: HandleTypes = {
  ...queueHandles,
  "skein.JoinableQueue": (data) => new JoinableQueue(ItemQueue.revive(type, data)),
};
