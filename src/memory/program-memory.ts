import { perThread } from "../per-thread.ts";
import { LocalSpace } from "./local-memory.ts";
import type { Memory } from "./memory.ts";

const state = perThread<{ memory: Memory | undefined }>("memory", () => ({ memory: undefined }));

/** The memory that this thread shares with the other threads and processes of its program; made when first asked for. */
export function programMemory(): Memory {
  state.memory ??= new LocalSpace().join();
  return state.memory;
}
