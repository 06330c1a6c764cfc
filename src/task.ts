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
// What runs; "skein" has these names, too.
export { asCompleted } from "./task/as-completed.ts";
export type { AsCompletedOptions, IndexedOutcome } from "./task/as-completed.ts";
export { Coroutine, coroutine } from "./task/coroutine.ts";
export type { CoroutineFunction } from "./task/coroutine.ts";
export { currentTask } from "./task/current-scope.ts";
export { gather } from "./task/gather.ts";
export type { Gathered, GatheredOutcomes, GatherOptions } from "./task/gather.ts";
export type { Failure, Outcome, Success } from "./task/outcome.ts";
export { shield } from "./task/shield.ts";
export { sleep } from "./task/sleep.ts";
export type { SleepOptions } from "./task/sleep.ts";
export { TaskGroup } from "./task/task-group.ts";
export type { TaskGroupOptions } from "./task/task-group.ts";
export { Task } from "./task/task.ts";
export { timeout } from "./task/timeout.ts";
export { waitFor } from "./task/wait-for.ts";
export type { TaskScope } from "./task/scope.ts";
export type { WaitOptions } from "./task/wait.ts";
