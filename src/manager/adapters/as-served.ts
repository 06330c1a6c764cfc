import { isList } from "../served/data.ts";
import { MisuseError } from "../../errors.ts";
import { Pool } from "../../pool/pool.ts";
import { PythonValue } from "../../pickle/python-value.ts";
import { Barrier } from "../../task/local-barrier.ts";
import { Condition } from "../../task/local-condition.ts";
import { Event } from "../../task/local-event.ts";
import { Lock, RLock } from "../../task/local-lock.ts";
import { PriorityQueue } from "../../task/local-priority-queue.ts";
import { JoinableQueue, LifoQueue, Queue } from "../../task/local-queue.ts";
import { Semaphore } from "../../task/local-semaphore.ts";
import { Served } from "../served/served.ts";
import { ServedArray } from "../served/served-array.ts";
import { ServedDict } from "../served/served-dict.ts";
import { ServedIterator } from "../served/served-iterator.ts";
import { ServedList } from "../served/served-list.ts";
import { ServedSet } from "../served/served-set.ts";
import { Dict } from "../../pickle/dict.ts";
import { NumberArray } from "../../pickle/number-array.ts";
import { PythonSet } from "../../pickle/python-set.ts";
import { BarrierAdapter } from "./barrier-adapter.ts";
import { EventAdapter } from "./event-adapter.ts";
import { LockAdapter } from "./lock-adapter.ts";
import { lossless, ObjectAdapter } from "./object-adapter.ts";
import { OwnedLockAdapter } from "./owned-lock-adapter.ts";
import { PoolAdapter } from "./pool-adapter.ts";
import { QueueAdapter } from "./queue-adapter.ts";

/**
 * Makes what a factory has returned into what a server can serve: served objects are so already, the classes of
 * `skein/task` and pools get an adapter, arrays, Maps, Sets and plain objects without methods become Python's list, dict and set (a
 * copy, which clients change), iterators are gone through, and of any other object the methods are called. Throws
 * MisuseError for what can't be served.
 */
export function asServed(host: unknown, exposed?: readonly string[]): Served {
  if (host instanceof Served) return host;
  if (typeof host !== "object" || host === null) {
    throw new MisuseError(
      `what a manager serves is an object, not ${host === null ? "null" : `a ${typeof host}`}`,
    );
  }
  return waiting(host) ?? data(host, exposed) ?? new ObjectAdapter(host, exposed);
}

/** The classes of `skein/task`, and pools. */
function waiting(host: object): Served | undefined {
  if (host instanceof JoinableQueue) return new QueueAdapter(host, host);
  if (host instanceof Queue || host instanceof LifoQueue || host instanceof PriorityQueue)
    return new QueueAdapter(host);
  if (host instanceof Lock) return new LockAdapter(host, "lock");
  if (host instanceof Semaphore) return new LockAdapter(host, "semaphore");
  if (host instanceof Event) return new EventAdapter(host);
  if (host instanceof Barrier) return new BarrierAdapter(host);
  if (host instanceof RLock || host instanceof Condition) return new OwnedLockAdapter(host);
  if (isPool(host)) return new PoolAdapter(host);
  return undefined;
}

function data(host: object, exposed: readonly string[] | undefined): Served | undefined {
  if (host instanceof PythonValue) return ofPython(host);
  if (isList(host)) return ofPython(lossless(host));
  if (host instanceof Map || host instanceof Set) return ofPython(lossless(host));
  if (isIterator(host)) return new ServedIterator(host);
  const prototype: unknown = Object.getPrototypeOf(host);
  const isPlain = prototype === Object.prototype || prototype === null;
  const hasMethods = exposed !== undefined || Object.values(host).some(isFunction);
  return isPlain && !hasMethods ? ofPython(lossless(host)) : undefined;
}

function ofPython(value: unknown): Served | undefined {
  if (isList(value)) return new ServedList(value);
  if (value instanceof Dict) return new ServedDict(value);
  if (value instanceof PythonSet) return new ServedSet(value);
  return value instanceof NumberArray ? new ServedArray(value.typecode, value) : undefined;
}

/** Whether it goes through something: a class of one's own may have a `next` that means something else. */
function isIterator(host: object): host is Iterator<unknown, unknown, unknown> {
  if (!("next" in host && isFunction(host.next))) return false;
  return Symbol.iterator in host || Symbol.asyncIterator in host;
}

function isPool(host: object): host is Pool {
  return host instanceof Pool;
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}
