import { ManagerDefinition, type Manager as Joined } from "./define-manager.ts";
import { syncMethods, type SyncMethods } from "./sync-manager.ts";

/** A manager of all the types that Python's `multiprocessing.Manager()` has. */
export type SyncManager = Joined<SyncMethods>;

/**
 * The definition of {@link Manager}: it starts one, serves one here, or joins one, also a SyncManager of Python's.
 *
 * @example
 *     await using manager = await syncManager.connect({ address: "127.0.0.1:5000", authkey: "abc" });
 *     const shared = await manager.dict<string, number>();
 */
export const syncManager: ManagerDefinition<SyncMethods> = new ManagerDefinition({}, syncMethods);
