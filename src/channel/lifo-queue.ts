import type { HandleTypes } from "../codec/handle.ts";
import { lifoKind } from "./heap-kinds.ts";
import { ItemQueue, type QueueOptions, type QueueType } from "./item-queue.ts";
import { handles as joinableHandles, JoinableQueue } from "./joinable-queue.ts";

const type: QueueType = { name: "LifoQueue", kind: lifoKind, handles: () => handles };

/**
 * A queue between threads and processes that gives the item first that was put in last: a stack.
 *
 * @example
 *     const undo = new LifoQueue<Edit>();
 *     await undo.put(edit);
 *     revert(await undo.get());
 */
export class LifoQueue<Item = unknown> extends JoinableQueue<Item> {
  /** Throws MisuseError for an impossible `maxSize`, and MemoryFullError. */
  constructor(options: QueueOptions | ItemQueue = {}) {
    super(options instanceof ItemQueue ? options : ItemQueue.create(type, options));
  }
}

/** What arrives here. */
export const handles: HandleTypes = {
  ...joinableHandles,
  "skein.LifoQueue": (data) => new LifoQueue(ItemQueue.revive(type, data)),
};
