import type { ChildFace } from "./child-kind.ts";

let current: ChildFace | undefined;

/** The instance of `Process` that this process is, once it is known. */
export function processSlot(): ChildFace | undefined {
  return current;
}

/** Says which instance this process is. */
export function fillProcessSlot(child: ChildFace): void {
  current = child;
}
