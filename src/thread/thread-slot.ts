import type { ChildFace } from "../worker/child-kind.ts";

let current: ChildFace | undefined;

/** The instance of `Thread` that this thread is, once it is known. */
export function threadSlot(): ChildFace | undefined {
  return current;
}

/** Says which instance this thread is. */
export function fillThreadSlot(child: ChildFace): void {
  current = child;
}
