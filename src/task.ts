/** The names of `skein/task`: coroutines of one event loop, and what they wait for. */
// What waits: the same shapes as the classes of "skein", which threads and processes share.
export { Lock, RLock } from "./task/local-lock.ts";
export type { LockOptions } from "./task/local-lock.ts";
export { JoinableQueue, LifoQueue, Queue } from "./task/local-queue.ts";
export type { QueueOptions, ShutdownOptions } from "./task/local-queue.ts";
export { PriorityQueue } from "./task/local-priority-queue.ts";
export type { PriorityOptions, PriorityPutOptions } from "./task/local-priority-queue.ts";
export { BoundedSemaphore, Semaphore } from "./task/local-semaphore.ts";
export type { PermitOptions, SemaphoreOptions } from "./task/local-semaphore.ts";
export { Event } from "./task/local-event.ts";
export type { EventOptions } from "./task/local-event.ts";
export { Condition } from "./task/local-condition.ts";
export type { ConditionOptions } from "./task/local-condition.ts";
export { Barrier } from "./task/local-barrier.ts";
export type { BarrierOptions } from "./task/local-barrier.ts";
export type { LockGuard } from "./task/lock-guard.ts";
export type { WaitOptions } from "./task/wait.ts";
// What runs: tasks, groups of them, and time. (Extend this list.)
