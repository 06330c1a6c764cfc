import type { WaitLimits } from "../memory/memory.ts";

/** What a Condition needs of the lock that it belongs to; Lock and RLock have it under {@link conditionLock}. */
export interface ConditionLock {
  /** Whether whoever calls holds it. */
  heldByMe(): boolean;
  /** Takes it if it is free; says whether it has. */
  tryAcquire(): boolean;
  acquire(limits?: WaitLimits): Promise<unknown>;
  acquireSync(limits?: WaitLimits): unknown;
  /** Lets go of it altogether, and gives how often it was held. */
  releaseAll(): number;
}

/** The key of a lock's {@link ConditionLock}. */
export const conditionLock: unique symbol = Symbol.for(
  "skein.conditionLock",
) as typeof conditionLock;
