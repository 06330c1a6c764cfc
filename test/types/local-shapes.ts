/** The local classes have the members of the shared ones but those that block, and no others. Never run. */
import type * as shared from "../../src/index.ts";
import type * as local from "../../src/task.ts";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where A and B are the same type. */
function same<A, B>(_proof: Same<A, B>): void {}

type WithoutBlocking<Instance> = Exclude<keyof Instance, `${string}Sync`>;

export function shapes(): void {
  same<keyof local.Lock, WithoutBlocking<shared.Lock>>(true);
  same<keyof local.RLock, WithoutBlocking<shared.RLock>>(true);
  same<keyof local.Semaphore, WithoutBlocking<shared.Semaphore>>(true);
  same<keyof local.BoundedSemaphore, WithoutBlocking<shared.BoundedSemaphore>>(true);
  same<keyof local.Event, WithoutBlocking<shared.Event>>(true);
  same<keyof local.Condition, WithoutBlocking<shared.Condition>>(true);
  same<keyof local.Barrier, WithoutBlocking<shared.Barrier>>(true);
  same<keyof local.Queue, WithoutBlocking<shared.Queue>>(true);
  same<keyof local.JoinableQueue, WithoutBlocking<shared.JoinableQueue>>(true);
  same<keyof local.LifoQueue, WithoutBlocking<shared.LifoQueue>>(true);
  same<keyof local.PriorityQueue, WithoutBlocking<shared.PriorityQueue>>(true);
}

export function options(): void {
  same<local.LockOptions, shared.LockOptions>(true);
  same<local.SemaphoreOptions, shared.SemaphoreOptions>(true);
  same<local.PermitOptions, shared.PermitOptions>(true);
  same<local.BarrierOptions, shared.BarrierOptions>(true);
  same<local.QueueOptions, shared.QueueOptions>(true);
  same<local.ShutdownOptions, shared.ShutdownOptions>(true);
}
