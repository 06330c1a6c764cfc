import type { Call } from "./call.ts";
import type { Wait } from "./wait.ts";

/** A lock as a Condition needs it: what Lock and RLock have in common. */
export interface OwnableLock {
  /** Whether `owner` may say that it holds the lock. A Lock has no owner: whoever asks does, while it is held. */
  isHeldBy(owner: unknown): boolean;
  acquire(call: Call, blocking: unknown, timeout: unknown): Wait | boolean;
  release(owner: unknown): null;
  /** Lets go of it however often it was acquired, and gives how often. */
  releaseAll(owner: unknown): number;
  /** Waits for it without limit, and has it `depth` times then. */
  reacquire(call: Call, depth: number, then: () => void): Wait | undefined;
}
