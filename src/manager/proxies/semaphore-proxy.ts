import { LockProxy } from "./lock-proxy.ts";

/**
 * A semaphore that a manager serves: `acquire` takes one of its permits and waits while there is none; `release` puts
 * one back. Releasing a BoundedSemaphore more often than it was acquired rejects with MisuseError.
 *
 * @example
 *     const permits = await manager.Semaphore(3);
 *     await permits.run(() => fetch(url));
 */
export class SemaphoreProxy extends LockProxy {}
