import type { HandleTypes } from "../codec/handle.ts";
import { handles as barrier } from "../sync/barrier.ts";
import { handles as condition } from "../sync/condition.ts";
import { handles as event } from "../sync/event.ts";
import { handles as lock } from "../sync/lock.ts";
import { handles as rlock } from "../sync/rlock.ts";
import { handles as semaphore } from "../sync/semaphore.ts";
import { handles as shareableList } from "../sync/shareable-list.ts";
import { handles as sharedArray } from "../sync/shared-array.ts";
import { handles as sharedMemory } from "../sync/shared-memory.ts";
import { handles as value } from "../sync/value.ts";
import { reviveConnection } from "./connection.ts";

/**
 * What can arrive in a message wherever there are channels, but for queues, which add themselves: a message that is
 * received can't first say which modules it needs, since a thread that blocks for it couldn't load them.
 */
export const handles: HandleTypes = {
  ...barrier,
  ...condition,
  ...event,
  ...lock,
  ...rlock,
  ...semaphore,
  ...shareableList,
  ...sharedArray,
  ...sharedMemory,
  ...value,
  "skein.Connection": reviveConnection,
};
