import { MisuseError, QueueFullError } from "../errors.ts";
import type { LocalItems } from "./local-items.ts";
import { stayHere } from "./local-only.ts";
import { JoinableQueue, makeItems, type QueueOptions } from "./local-queue.ts";
import { PriorityStore } from "./local-store.ts";
import type { WaitOptions } from "./wait.ts";

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

/**
 * A local queue that gives the item with the lowest priority first, and of those with the same the one that was put in
 * first. Priorities are numbers, Infinity included; nothing else of the items is compared.
 *
 * @example
 *     import { PriorityQueue } from "skein/task";
 *     const jobs = new PriorityQueue<Job>();
 *     await jobs.put(backup, { priority: 10 });
 *     await jobs.put(login, { priority: 1 });
 *     run(await jobs.get()); // login
 */
export class PriorityQueue<Item = unknown> extends JoinableQueue<Item> {
  readonly #items: LocalItems;

  static {
    stayHere(this.prototype, "PriorityQueue");
  }

  /** Throws MisuseError for an impossible `maxSize`. */
  constructor(options: QueueOptions = {}) {
    const items = makeItems("PriorityQueue", options, new PriorityStore());
    super(items);
    this.#items = items;
  }

  /** As for every queue. Rejects with MisuseError, too, when the item has no priority. */
  override async put(item: Item, options: PriorityPutOptions = {}): Promise<void> {
    await this.#items.put(item, priorityOf(item, options), options);
  }

  /** As for every queue. Throws MisuseError, too, when the item has no priority. */
  override tryPut(item: Item, options: PriorityOptions = {}): void {
    if (!this.#items.tryPut(item, priorityOf(item, options))) throw new QueueFullError();
  }
}

function priorityOf(item: unknown, options: PriorityOptions): number {
  const first: unknown = Array.isArray(item) ? item[0] : item;
  const { priority = first } = options;
  if (typeof priority === "number" && !Number.isNaN(priority)) return priority;
  throw new MisuseError(
    "the item has no priority: give put() one as an option, or put in a number or an array that begins with one",
  );
}
