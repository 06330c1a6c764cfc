/** The names of `skein/manager`. */
export { AuthenticationError, ConnectionLostError, RemoteError } from "./errors.ts";
export { callMethod } from "./manager/call-method.ts";
export type { CallMethodOptions } from "./manager/call-method.ts";
export type { ManagerClientOptions, ManagerConnectOptions } from "./manager/connect-options.ts";
export { defineManager } from "./manager/define-manager.ts";
export type {
  ManagerDefinition,
  ManagerStartOptions,
  StartedManager,
} from "./manager/define-manager.ts";
export type { ManagerMethod, ManagerMethods } from "./manager/definition-types.ts";
export { remote, single } from "./manager/entries.ts";
export type {
  CreatedEntry,
  Factory,
  ManagerEntries,
  ManagerEntry,
  RemoteEntry,
  ServedDetails,
  SingleEntry,
} from "./manager/entries.ts";
export { keywords } from "./manager/keywords.ts";
export type { Keywords } from "./manager/keywords.ts";
export type { LinkConnectionOptions, ValueForm } from "./manager/link-target.ts";
export type { ManagerBase, StartedManagerBase } from "./manager/manager-base.ts";
export type { ProxyOf } from "./manager/proxy-of.ts";
export { reconnect } from "./manager/reconnect.ts";
export type { RemoteGuard } from "./manager/remote-guard.ts";
export type { ManagerServer, ServeOptions, ServerStatistics } from "./manager/server.ts";
export type { StartOptions } from "./manager/start-server.ts";
export type { ManagedBarrierOptions, SyncMethods } from "./manager/sync-manager.ts";
export { Manager, syncManager } from "./manager/sync-manager-definition.ts";
export type {
  ManagerOf,
  StartedSyncManager,
  SyncManager,
} from "./manager/sync-manager-definition.ts";
export type { ArrayProxy } from "./manager/proxies/array-proxy.ts";
export type { AsyncResultProxy } from "./manager/proxies/async-result-proxy.ts";
export type { BarrierProxy } from "./manager/proxies/barrier-proxy.ts";
export type { ConditionProxy } from "./manager/proxies/condition-proxy.ts";
export type { DictProxy } from "./manager/proxies/dict-proxy.ts";
export type { EventProxy } from "./manager/proxies/event-proxy.ts";
export type { IteratorProxy } from "./manager/proxies/iterator-proxy.ts";
export type { JoinableQueueProxy } from "./manager/proxies/joinable-queue-proxy.ts";
export type { ListProxy, SortOptions } from "./manager/proxies/list-proxy.ts";
export type { LockProxy } from "./manager/proxies/lock-proxy.ts";
export type { NamespaceProxy } from "./manager/proxies/namespace-proxy.ts";
export type { ObjectProxy, RemoteMethods } from "./manager/proxies/object-proxy.ts";
export type { PoolProxy } from "./manager/proxies/pool-proxy.ts";
export type { QueueProxy } from "./manager/proxies/queue-proxy.ts";
export { RemoteObject } from "./manager/proxies/remote-object.ts";
export type { RLockProxy } from "./manager/proxies/rlock-proxy.ts";
export type { SemaphoreProxy } from "./manager/proxies/semaphore-proxy.ts";
export type { SetProxy } from "./manager/proxies/set-proxy.ts";
export type { ValueProxy } from "./manager/proxies/value-proxy.ts";
export { PythonException } from "./pickle/python-exception.ts";
export { ServedArray } from "./manager/served/served-array.ts";
export { ServedBarrier } from "./manager/served/served-barrier.ts";
export { ServedCondition } from "./manager/served/served-condition.ts";
export { ServedDict } from "./manager/served/served-dict.ts";
export { ServedEvent } from "./manager/served/served-event.ts";
export { ServedList } from "./manager/served/served-list.ts";
export { ServedLock } from "./manager/served/served-lock.ts";
export { ServedNamespace } from "./manager/served/served-namespace.ts";
export { ServedQueue } from "./manager/served/served-queue.ts";
export { ServedRLock } from "./manager/served/served-rlock.ts";
export { ServedSemaphore } from "./manager/served/served-semaphore.ts";
export { ServedSet } from "./manager/served/served-set.ts";
export { ServedValue } from "./manager/served/served-value.ts";
