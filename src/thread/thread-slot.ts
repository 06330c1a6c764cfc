import { perThread } from "../per-thread.ts";
import type { ChildFace } from "../worker/child-kind.ts";

const state = perThread<{ current: ChildFace | undefined }>("thread", () => ({
  current: undefined,
}));

/** The instance of `Thread` that this thread is, once it is known. */
export function threadSlot(): ChildFace | undefined {
  return state.current;
}

/** Says which instance this thread is. */
export function fillThreadSlot(child: ChildFace): void {
  state.current = child;
}
