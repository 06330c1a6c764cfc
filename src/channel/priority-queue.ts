import type { HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import { priorityKind } from "./heap-kinds.ts";
import { ItemQueue, type QueueOptions, type QueueType } from "./item-queue.ts";
import { handles as joinableHandles, JoinableQueue } from "./joinable-queue.ts";

/** Says when an item's turn comes. */
export interface PriorityOptions {
  /**
   * The lower it is, the earlier the item comes. Default: the item itself, if it is a number, or its first element, if it
   * is an array that begins with one.
   */
  readonly priority?: number | undefined;
}

/** How an item is put into a priority queue. */
export interface PriorityPutOptions extends PriorityOptions, WaitOptions {}

const type: QueueType = { name: "PriorityQueue", kind: priorityKind, handles: () => handles };

/**
 * A queue between threads and processes that gives the item with the lowest priority first, and of those with the same
 * the one that was put in first. Priorities are numbers, Infinity included; nothing else of the items is compared.
 *
 * @example
 *     const jobs = new PriorityQueue<Job>();
 *     await jobs.put(backup, { priority: 10 });
 *     await jobs.put(login, { priority: 1 });
 *     run(await jobs.get()); // login
 */
export class PriorityQueue<Item = unknown> extends JoinableQueue<Item> {
  readonly #items: ItemQueue;

  /** Throws MisuseError for an impossible `maxSize`, and MemoryFullError. */
  constructor(options: QueueOptions | ItemQueue = {}) {
    const items = options instanceof ItemQueue ? options : ItemQueue.create(type, options);
    super(items);
    this.#items = items;
  }

  /** As for every queue. Rejects with MisuseError, too, when the item has no priority. */
  override async put(item: Item, options: PriorityPutOptions = {}): Promise<void> {
    await this.#items.put(item, priorityOf(item, options), options);
  }

  /** As for every queue. Throws MisuseError, too, when the item has no priority. */
  override putSync(item: Item, options: PriorityPutOptions = {}): void {
    this.#items.putSync(item, priorityOf(item, options), options);
  }

  /** As for every queue. Throws MisuseError, too, when the item has no priority. */
  override tryPut(item: Item, options: PriorityOptions = {}): void {
    this.#items.tryPut(item, priorityOf(item, options));
  }
}

/** What arrives here. */
export const handles: HandleTypes = {
  ...joinableHandles,
  "skein.PriorityQueue": (data) => new PriorityQueue(ItemQueue.revive(type, data)),
};

function priorityOf(item: unknown, options: PriorityOptions): number {
  const first: unknown = Array.isArray(item) ? item[0] : item;
  const { priority = first } = options;
  if (typeof priority === "number" && !Number.isNaN(priority)) return priority;
  throw new MisuseError(
    "the item has no priority: give put() one as an option, or put in a number or an array that begins with one",
  );
}
