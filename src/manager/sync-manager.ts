import type { ArrayProxy } from "./proxies/array-proxy.ts";
import type { BarrierProxy } from "./proxies/barrier-proxy.ts";
import type { ConditionProxy } from "./proxies/condition-proxy.ts";
import type { DictProxy } from "./proxies/dict-proxy.ts";
import type { EventProxy } from "./proxies/event-proxy.ts";
import type { JoinableQueueProxy } from "./proxies/joinable-queue-proxy.ts";
import type { ListProxy } from "./proxies/list-proxy.ts";
import type { LockProxy } from "./proxies/lock-proxy.ts";
import type { NamespaceProxy } from "./proxies/namespace-proxy.ts";
import type { PoolProxy } from "./proxies/pool-proxy.ts";
import type { QueueProxy } from "./proxies/queue-proxy.ts";
import { RemoteObject } from "./proxies/remote-object.ts";
import type { RLockProxy } from "./proxies/rlock-proxy.ts";
import type { SemaphoreProxy } from "./proxies/semaphore-proxy.ts";
import type { SetProxy } from "./proxies/set-proxy.ts";
import type { ValueProxy } from "./proxies/value-proxy.ts";
import { Keywords } from "./keywords.ts";
import { referentOf } from "./referent.ts";
import type { ServerLink } from "./server-link.ts";

/** How a barrier of a manager is made. */
export interface ManagedBarrierOptions {
  /** For waits that say nothing else, in milliseconds. Default: no limit. */
  readonly timeout?: number | undefined;
}

/** The types that every manager of Python's `multiprocessing.Manager()` serves, and so do ours. */
export interface SyncMethods {
  /** A list; `items` are put in. */
  list<Item>(items?: Iterable<Item>): Promise<ListProxy<Item>>;
  /** A dictionary; `entries` are put in. */
  dict<Key = string, Value = unknown>(
    entries?: Iterable<readonly [Key, Value]> | Readonly<Record<string, Value>>,
  ): Promise<DictProxy<Key, Value>>;
  /** A set; `items` are put in. Managers of Python's have it since 3.14. */
  set<Item>(items?: Iterable<Item>): Promise<SetProxy<Item>>;
  /** Named values. */
  Namespace<Names extends object = Record<string, unknown>>(
    values?: Names,
  ): Promise<NamespaceProxy<Names>>;
  /** A queue with room for `maxSize` items; 0 or nothing: any number. */
  Queue<Item = unknown>(maxSize?: number): Promise<QueueProxy<Item>>;
  /** A queue that counts what is still to be done. */
  JoinableQueue<Item = unknown>(maxSize?: number): Promise<JoinableQueueProxy<Item>>;
  Lock(): Promise<LockProxy>;
  RLock(): Promise<RLockProxy>;
  /** `value` permits, 1 by default. */
  Semaphore(value?: number): Promise<SemaphoreProxy>;
  /** The same; there are never more permits than that. */
  BoundedSemaphore(value?: number): Promise<SemaphoreProxy>;
  Event(): Promise<EventProxy>;
  /** With a lock of its own, or with one of the same manager. */
  Condition(lock?: LockProxy | RLockProxy): Promise<ConditionProxy>;
  /** For `parties` that wait for each other. */
  Barrier(parties: number, options?: ManagedBarrierOptions): Promise<BarrierProxy>;
  /** A value; `type` is a type code of Python's array, such as "i" or "d", and isn't checked by the server. */
  Value<Value>(type: string, value: Value): Promise<ValueProxy<Value>>;
  /** As many numbers as `values`, of a type code of Python's array. */
  Array(type: string, values: Iterable<number>): Promise<ArrayProxy>;
  /** A pool of processes on the server, as many as it has processors by default; see {@link PoolProxy}. */
  Pool(workers?: number): Promise<PoolProxy>;
}

type Creates = (...args: never[]) => readonly unknown[];

/** What the server is given for the arguments of each method. */
const toArguments: Readonly<Record<keyof SyncMethods, Creates>> = {
  list: (items?: Iterable<unknown>) => (items === undefined ? [] : [[...items]]),
  dict: (entries?: Iterable<readonly [unknown, unknown]> | Readonly<Record<string, unknown>>) =>
    entries === undefined ? [] : [mapOf(entries)],
  // Python makes a set of any list, but a pickled set would need the items to be hashable here, too.
  set: (items?: Iterable<unknown>) => (items === undefined ? [] : [[...items]]),
  Namespace: (values?: object) => (values === undefined ? [] : [new Keywords({ ...values })]),
  Queue: (maxSize?: number) => (maxSize === undefined ? [] : [maxSize]),
  JoinableQueue: (maxSize?: number) => (maxSize === undefined ? [] : [maxSize]),
  Lock: () => [],
  RLock: () => [],
  Semaphore: (value?: number) => (value === undefined ? [] : [value]),
  BoundedSemaphore: (value?: number) => (value === undefined ? [] : [value]),
  Event: () => [],
  Condition: (lock?: RemoteObject) => (lock === undefined ? [] : [lock]),
  Barrier: (parties: number, { timeout }: ManagedBarrierOptions = {}) =>
    timeout === undefined ? [parties] : [parties, null, timeout / 1000],
  Value: (type: string, value: unknown) => [type, value],
  Array: (type: string, values: Iterable<number>) => [type, [...values]],
  Pool: (workers?: number) => (workers === undefined ? [] : [workers]),
};

/** The methods, for a link. */
export function syncMethods(link: ServerLink): SyncMethods {
  const methods = Object.entries(toArguments).map(([typeid, argumentsOf]): [string, unknown] => [
    typeid,
    // Each method has the arguments that its line in the table has.
    (...given: unknown[]) =>
      link.create(typeid, argumentsOf(...(given as never[])), sharedLock(typeid, given)),
  ]);
  // The table has a line for each of the methods, and the server makes what they are called.
  return Object.fromEntries(methods) as unknown as SyncMethods;
}

/** The lock that a condition is made with: whoever owns it owns the condition's. */
function sharedLock(typeid: string, [lock]: readonly unknown[]): string | undefined {
  if (typeid !== "Condition" || !(lock instanceof RemoteObject)) return undefined;
  return referentOf(lock)?.ident;
}

function mapOf(
  entries: Iterable<readonly [unknown, unknown]> | Readonly<Record<string, unknown>>,
): Map<unknown, unknown> {
  // What can be iterated gives pairs.
  return new Map(
    Symbol.iterator in entries
      ? (entries as Iterable<[unknown, unknown]>)
      : Object.entries(entries),
  );
}
