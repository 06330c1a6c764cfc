/** The everyday names. */
export {
  BrokenBarrierError,
  BufferTooShortError,
  CancelledError,
  ClosedError,
  CoroutineEndedError,
  DeadlockError,
  EndOfPipeError,
  MemoryFullError,
  MisuseError,
  NotSendableError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  SkeinError,
  TimeoutError,
  WorkerLostError,
} from "./errors.ts";
export type { DeadlockParticipant, WorkerLoss } from "./errors.ts";
export { registerHandle } from "./codec/handle.ts";
export { registerReducer } from "./codec/reduce.ts";
export type { FunctionReference } from "./closure/reference.ts";
export { AsyncResult } from "./pool/async-result.ts";
export type {
  ApplyAsyncOptions,
  CallOptions,
  ImapOptions,
  MapAsyncOptions,
  MapOptions,
  PoolOptions,
} from "./pool/options.ts";
export { InlinePool } from "./pool/inline-pool.ts";
export { Pool } from "./pool/pool.ts";
export type { ResultIterator } from "./pool/result-iterator.ts";
export type { PoolStatistics, WorkerStatistics } from "./pool/statistics.ts";
export type { Items, Target } from "./pool/target.ts";
export type { ResultOf } from "./worker/result-of.ts";
export { TaskPool } from "./pool/task-pool.ts";
export type { TaskPoolOptions } from "./pool/task-pool.ts";
export { toProcess, toThread } from "./pool/to-thread.ts";
export { ThreadPool } from "./pool/thread-pool.ts";
export type { Transferable } from "./pool/transferable.ts";
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
export type { MemoryLimits } from "./worker/backend.ts";
export { activeChildren, Process } from "./worker/process.ts";
export { currentProcess } from "./worker/current-process.ts";
export { fork } from "./worker/fork.ts";
export { parentProcess } from "./worker/parent-process.ts";
export type { ParentProcess } from "./worker/parent-process.ts";
export type { ChildOptions } from "./worker/child-options.ts";
export { currentThread } from "./thread/current-thread.ts";
export { activeCount, enumerateThreads, mainThread } from "./thread/enumerate-threads.ts";
export { exceptHook, setExceptHook } from "./thread/except-hook.ts";
export type { ExceptHook, ExceptHookArguments } from "./thread/except-hook.ts";
export type { Lane } from "./thread/habit.ts";
export { local } from "./thread/local.ts";
export { Thread } from "./thread/thread.ts";
export type { ThreadOptions } from "./thread/thread.ts";
export { threadStatistics } from "./thread/thread-statistics.ts";
export type { CarrierStatistics, ThreadStatistics } from "./thread/thread-statistics.ts";
export { Timer } from "./thread/timer.ts";
export { Barrier } from "./sync/barrier.ts";
export type { BarrierOptions } from "./sync/barrier.ts";
export { Condition } from "./sync/condition.ts";
export type { ConditionOptions } from "./sync/condition.ts";
export { Event } from "./sync/event.ts";
export type { EventOptions } from "./sync/event.ts";
export { Lock } from "./sync/lock.ts";
export type { LockOptions } from "./sync/lock.ts";
export type { LockGuard } from "./task/lock-guard.ts";
export { RLock } from "./sync/rlock.ts";
export { BoundedSemaphore, Semaphore } from "./sync/semaphore.ts";
export type { PermitOptions, SemaphoreOptions } from "./sync/semaphore.ts";
export { Value } from "./sync/value.ts";
export type { ValueOptions } from "./sync/value.ts";
export { SharedArray } from "./sync/shared-array.ts";
export { SharedMemory } from "./sync/shared-memory.ts";
export { ShareableList } from "./sync/shareable-list.ts";
export { Queue } from "./channel/queue.ts";
export type { ShutdownOptions } from "./channel/queue.ts";
export type { QueueOptions } from "./channel/item-queue.ts";
export { JoinableQueue } from "./channel/joinable-queue.ts";
export { LifoQueue } from "./channel/lifo-queue.ts";
export { PriorityQueue } from "./channel/priority-queue.ts";
export { SimpleQueue } from "./channel/simple-queue.ts";
export { pipe } from "./channel/pipe.ts";
export type { PipeOptions } from "./channel/pipe.ts";
export { Connection } from "./channel/connection.ts";
export { waitAny } from "./channel/wait-any.ts";
export { waitAnySync } from "./channel/wait-any-sync.ts";
export { detectDeadlocks, inspectMemory } from "./sync/inspect.ts";
export type {
  DeadlockOptions,
  MemoryReport,
  ObjectReport,
  ThreadReport,
  WaitReport,
} from "./sync/inspect.ts";
export { move } from "./wire/move.ts";
export { cpuCount } from "./worker/cpu-count.ts";
export { setSpares } from "./worker/spares.ts";
export type { SpareOptions } from "./worker/spares.ts";
