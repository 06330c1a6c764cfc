import type { HandleTypes } from "../codec/handle.ts";
import { handles as joinableQueue } from "./joinable-queue.ts";
import { handles as known } from "./known-handles.ts";
import { handles as lifoQueue } from "./lifo-queue.ts";
import { handles as priorityQueue } from "./priority-queue.ts";
import { handles as simpleQueue } from "./simple-queue.ts";

/** What can arrive in a message of a pipe, or as an item of a queue. Whoever has one of these knows all of it. */
export const handles: HandleTypes = {
  ...known,
  ...joinableQueue,
  ...lifoQueue,
  ...priorityQueue,
  ...simpleQueue,
};
