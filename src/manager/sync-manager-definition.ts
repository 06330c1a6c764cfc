import {
  ManagerDefinition,
  type Manager as Joined,
  type ManagerStartOptions,
  type StartedManager,
} from "./define-manager.ts";
import { syncMethods, type SyncMethods } from "./sync-manager.ts";
import { syncTypes } from "./sync-types.ts";

/** A manager, with a method for each name that it serves; without `Methods`, those of Python's `Manager()`. */
export type Manager<Methods extends object = SyncMethods> = Joined<Methods>;

/**
 * The managers of a definition, for the types of parameters.
 *
 * @example
 *     async function work(manager: ManagerOf<typeof queues>): Promise<void> {}
 */
export type ManagerOf<Definition> =
  Definition extends ManagerDefinition<infer Methods> ? Manager<Methods> : never;

/** A manager of all the types that Python's `multiprocessing.Manager()` has. */
export type SyncManager = Joined<SyncMethods>;

/** The same, started here. */
export type StartedSyncManager = StartedManager<SyncMethods>;

/**
 * The definition of what {@link Manager} starts; it also serves that here, or joins one, such as a SyncManager of Python's.
 *
 * @example
 *     await using manager = await syncManager.connect({ address: "127.0.0.1:5000", authkey: "abc" });
 *     const shared = await manager.dict<string, number>();
 */
export const syncManager: ManagerDefinition<SyncMethods> = new ManagerDefinition(
  syncTypes,
  syncMethods,
);

/**
 * Starts a server of shared objects, in a process of its own unless the options say otherwise, and gives a manager that
 * makes them: list, dict, set, Namespace, Queue, JoinableQueue, Lock, RLock, Semaphore, BoundedSemaphore, Event, Condition,
 * Barrier, Value, Array and Pool. Their proxies can be given to processes, threads and pools. Python's `multiprocessing.Manager`.
 *
 * @example
 *     await using manager = await Manager();
 *     const list = await manager.list<number>();
 *     await pool.map(async (item: number) => list.append(item), [1, 2, 3]);
 *     console.log(await list.getValue());
 */
export function Manager(options?: ManagerStartOptions): Promise<StartedSyncManager> {
  return syncManager.start(options);
}
