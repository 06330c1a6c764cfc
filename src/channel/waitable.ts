import type { WaitSet } from "../memory/memory.ts";
import type { Waitable } from "../task/waitable.ts";

/** A {@link Waitable} that threads share, so that a blocked thread can wait for it too. */
export interface SharedWaitable extends Waitable {
  /** Who is rung when it may have become ready; undefined where the object isn't in the memory of this thread. */
  readonly set: WaitSet | undefined;
}

/** Whether a blocked thread can wait for it. */
export function isSharedWaitable(waitable: Waitable): waitable is SharedWaitable {
  return "set" in waitable;
}
