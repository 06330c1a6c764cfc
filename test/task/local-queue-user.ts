import { MisuseError, QueueEmptyError, QueueFullError } from "../../src/errors.ts";
import { PriorityQueue } from "../../src/task/local-priority-queue.ts";
import type { JoinableQueue } from "../../src/task/local-queue.ts";
import { describeWaitable, type Waitable } from "../../src/task/waitable.ts";
import type { QueueUser } from "../contracts/queue.ts";

/** A local queue as the contract of all queues uses it. */
export function asQueueUser(queue: JoinableQueue<Uint8Array>): QueueUser {
  return {
    tryPut: (item, priority) =>
      succeeds(QueueFullError, () => {
        if (queue instanceof PriorityQueue) queue.tryPut(item, { priority });
        else queue.tryPut(item);
      }),
    put: async (item, priority, limits) => {
      const options = { ...limits, priority };
      await untilTimeout(queue.put(item, options));
      return true;
    },
    tryGet: () => {
      let item: Uint8Array | undefined;
      return succeeds(QueueEmptyError, () => (item = queue.tryGet())) ? item : undefined;
    },
    get: (limits) => untilTimeout(queue.get(limits)),
    size: () => queue.size,
    isShutDown: () => queue.isShutDown,
    shutdown: (immediate) => queue.shutdown({ immediate }),
    unfinished: () => queue.unfinished,
    taskDone: () => succeeds(MisuseError, () => queue.taskDone()),
    join: async (limits) => {
      await queue.join(limits);
      return true;
    },
    isReadable: () => waitableOf(queue).ready(),
    untilReadable: async (limits) => {
      await waitableOf(queue).whenReady(limits);
      return true;
    },
  };
}

/** False when `act` throws an error of this type. */
function succeeds(failure: abstract new (...args: never[]) => Error, act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (error instanceof failure) return false;
    throw error;
  }
}

/** The contract is about what is behind the public classes, and that says what has run out. */
async function untilTimeout<Value>(wait: Promise<Value>): Promise<Value> {
  try {
    return await wait;
  } catch (error) {
    if (error instanceof QueueFullError || error instanceof QueueEmptyError) throw error.cause;
    throw error;
  }
}

function waitableOf(queue: object): Waitable {
  const waitable = describeWaitable(queue);
  if (waitable === undefined) throw new Error("waitAny can't wait for this queue");
  return waitable;
}
