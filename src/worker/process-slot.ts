import { perThread } from "../per-thread.ts";
import type { ChildFace } from "./child-kind.ts";

const state = perThread<{ current: ChildFace | undefined }>("process", () => ({
  current: undefined,
}));

/** The instance of `Process` that this process is, once it is known. */
export function processSlot(): ChildFace | undefined {
  return state.current;
}

/** Says which instance this process is. */
export function fillProcessSlot(child: ChildFace): void {
  state.current = child;
}
