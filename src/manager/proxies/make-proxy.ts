import { kindOfExposed, type ServedKind } from "../exposed.ts";
import type { Referent } from "../referent.ts";
import { ArrayProxy } from "./array-proxy.ts";
import { AsyncResultProxy } from "./async-result-proxy.ts";
import { BarrierProxy } from "./barrier-proxy.ts";
import { ConditionProxy } from "./condition-proxy.ts";
import { DictProxy } from "./dict-proxy.ts";
import { EventProxy } from "./event-proxy.ts";
import { IteratorProxy } from "./iterator-proxy.ts";
import { JoinableQueueProxy } from "./joinable-queue-proxy.ts";
import { ListProxy } from "./list-proxy.ts";
import { LockProxy } from "./lock-proxy.ts";
import { NamespaceProxy } from "./namespace-proxy.ts";
import { AnyObjectProxy } from "./object-proxy.ts";
import { OwnedLockProxy } from "./owned-lock-proxy.ts";
import { PoolProxy } from "./pool-proxy.ts";
import type { RemoteObject } from "./remote-object.ts";
import { RLockProxy } from "./rlock-proxy.ts";
import { SemaphoreProxy } from "./semaphore-proxy.ts";
import { SetProxy } from "./set-proxy.ts";
import { ValueProxy } from "./value-proxy.ts";

type ProxyClass = new (remote: Referent) => RemoteObject;

const classes: Readonly<Record<ServedKind, ProxyClass>> = {
  // Whatever a queue is called, it has the methods of both.
  queue: JoinableQueueProxy,
  "joinable-queue": JoinableQueueProxy,
  event: EventProxy,
  lock: LockProxy,
  rlock: RLockProxy,
  semaphore: SemaphoreProxy,
  "bounded-semaphore": SemaphoreProxy,
  condition: ConditionProxy,
  barrier: BarrierProxy,
  list: ListProxy,
  dict: DictProxy,
  set: SetProxy,
  namespace: NamespaceProxy,
  value: ValueProxy,
  array: ArrayProxy,
  iterator: IteratorProxy,
  pool: PoolProxy,
  "async-result": AsyncResultProxy,
  object: AnyObjectProxy,
};

/** What has the same methods as something else is told by the name that it was made under. */
const kindOfTypeid: ReadonlyMap<string, ServedKind> = new Map([
  ["RLock", "rlock"],
  ["Semaphore", "semaphore"],
  ["BoundedSemaphore", "bounded-semaphore"],
]);

/** What a definition says of a kind that the methods don't tell. */
export function kindOf(typeid: string, exposed: readonly string[]): ServedKind {
  const kind = kindOfExposed(exposed);
  return (kind === "lock" ? kindOfTypeid.get(typeid) : undefined) ?? kind;
}

/** Makes the proxy for an object: that of its kind, which its methods tell. */
export function makeProxy(remote: Referent): RemoteObject {
  const { typeid, exposed } = remote.name;
  const kind = kindOf(typeid, exposed);
  if (kind === "lock" && typeid !== "Lock" && remote.server.isSkein)
    return new OwnedLockProxy(remote);
  return new classes[kind](remote);
}
