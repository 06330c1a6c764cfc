import type { JoinableQueue as SharedJoinableQueue } from "../channel/joinable-queue.ts";
import type { Queue as SharedQueue } from "../channel/queue.ts";
import type { Barrier as SharedBarrier } from "../sync/barrier.ts";
import type { Condition as SharedCondition } from "../sync/condition.ts";
import type { Event as SharedEvent } from "../sync/event.ts";
import type { Lock as SharedLock } from "../sync/lock.ts";
import type { RLock as SharedRLock } from "../sync/rlock.ts";
import type { Semaphore as SharedSemaphore } from "../sync/semaphore.ts";
import type { Pool } from "../pool/pool.ts";
import type { Barrier } from "../task/local-barrier.ts";
import type { Condition } from "../task/local-condition.ts";
import type { Event } from "../task/local-event.ts";
import type { Lock, RLock } from "../task/local-lock.ts";
import type { JoinableQueue, Queue } from "../task/local-queue.ts";
import type { Semaphore } from "../task/local-semaphore.ts";
import type { ArrayProxy } from "./proxies/array-proxy.ts";
import type { BarrierProxy } from "./proxies/barrier-proxy.ts";
import type { ConditionProxy } from "./proxies/condition-proxy.ts";
import type { DictProxy } from "./proxies/dict-proxy.ts";
import type { EventProxy } from "./proxies/event-proxy.ts";
import type { IteratorProxy } from "./proxies/iterator-proxy.ts";
import type { JoinableQueueProxy } from "./proxies/joinable-queue-proxy.ts";
import type { ListProxy } from "./proxies/list-proxy.ts";
import type { LockProxy } from "./proxies/lock-proxy.ts";
import type { ObjectProxy, RemoteMethods } from "./proxies/object-proxy.ts";
import type { PoolProxy } from "./proxies/pool-proxy.ts";
import type { QueueProxy } from "./proxies/queue-proxy.ts";
import type { RemoteObject } from "./proxies/remote-object.ts";
import type { RLockProxy } from "./proxies/rlock-proxy.ts";
import type { SemaphoreProxy } from "./proxies/semaphore-proxy.ts";
import type { NamespaceProxy } from "./proxies/namespace-proxy.ts";
import type { SetProxy } from "./proxies/set-proxy.ts";
import type { ValueProxy } from "./proxies/value-proxy.ts";
import type { Served as AnyServed } from "./served/served.ts";
import type { ServedArray } from "./served/served-array.ts";
import type { ServedBarrier } from "./served/served-barrier.ts";
import type { ServedCondition } from "./served/served-condition.ts";
import type { ServedDict } from "./served/served-dict.ts";
import type { ServedEvent } from "./served/served-event.ts";
import type { ServedList } from "./served/served-list.ts";
import type { ServedLock } from "./served/served-lock.ts";
import type { ServedNamespace } from "./served/served-namespace.ts";
import type { ServedQueue } from "./served/served-queue.ts";
import type { ServedRLock } from "./served/served-rlock.ts";
import type { ServedSemaphore } from "./served/served-semaphore.ts";
import type { ServedSet } from "./served/served-set.ts";
import type { ServedValue } from "./served/served-value.ts";

type AnyJoinableQueue<Item> = JoinableQueue<Item> | SharedJoinableQueue<Item>;

/** The proxy of something that is waited for; never, for anything else. */
type SynchroniserProxy<Served> =
  Served extends AnyJoinableQueue<infer Item>
    ? JoinableQueueProxy<Item>
    : Served extends Queue<infer Item> | SharedQueue<infer Item>
      ? QueueProxy<Item>
      : Served extends RLock | Lock | SharedLock | SharedRLock
        ? LockProxy
        : Served extends Semaphore | SharedSemaphore
          ? SemaphoreProxy
          : Served extends Event | SharedEvent
            ? EventProxy
            : Served extends Condition | SharedCondition
              ? ConditionProxy
              : Served extends Barrier | SharedBarrier
                ? BarrierProxy
                : Served extends Pool<infer _>
                  ? PoolProxy
                  : never;

/** The proxy of a collection, or of what goes through one; never, for anything else. */
type CollectionProxy<Served> = Served extends readonly (infer Item)[]
  ? ListProxy<Item>
  : Served extends ReadonlyMap<infer Key, infer Value>
    ? DictProxy<Key, Value>
    : Served extends ReadonlySet<infer Item>
      ? SetProxy<Item>
      : Served extends IterableIterator<infer Item> | AsyncIterableIterator<infer Item>
        ? IteratorProxy<Item>
        : string extends keyof Served
          ? DictProxy<string, Served[keyof Served]>
          : never;

/** The proxy of one of the classes that are served as Python's types; never, for anything else. */
type PythonTypeProxy<Served> =
  Served extends ServedQueue<infer Item>
    ? JoinableQueueProxy<Item>
    : Served extends ServedList<infer Item>
      ? ListProxy<Item>
      : Served extends ServedDict<infer Key, infer Value>
        ? DictProxy<Key, Value>
        : Served extends ServedSet<infer Item>
          ? SetProxy<Item>
          : Served extends ServedNamespace<infer Names>
            ? NamespaceProxy<Names>
            : Served extends ServedValue<infer Value>
              ? ValueProxy<Value>
              : Served extends ServedArray
                ? ArrayProxy
                : Served extends ServedLock
                  ? LockProxy
                  : Served extends ServedRLock
                    ? RLockProxy
                    : Served extends ServedSemaphore
                      ? SemaphoreProxy
                      : Served extends ServedEvent
                        ? EventProxy
                        : Served extends ServedCondition
                          ? ConditionProxy
                          : Served extends ServedBarrier
                            ? BarrierProxy
                            : never;

/** An object without methods is served as a dictionary. */
type PlainOrOwnProxy<Served> = [keyof RemoteMethods<Served>] extends [never]
  ? DictProxy<keyof Served & string, Served[keyof Served]>
  : ObjectProxy<Served>;

/** The type of the proxy for what a factory returns, or for what another program serves. */
export type ProxyOf<Served> = unknown extends Served
  ? ObjectProxy<Served>
  : Served extends RemoteObject
    ? Served
    : Served extends AnyServed
      ? PythonTypeProxy<Served>
      : [SynchroniserProxy<Served>] extends [never]
        ? [CollectionProxy<Served>] extends [never]
          ? PlainOrOwnProxy<Served>
          : CollectionProxy<Served>
        : SynchroniserProxy<Served>;
