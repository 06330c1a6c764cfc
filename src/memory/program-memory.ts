import { perThread } from "../per-thread.ts";
import { loadLibc } from "./libc.ts";
import { LocalSpace } from "./local-memory.ts";
import { MappedMemory } from "./mapped-memory.ts";
import { memoryFile } from "./memory-file.ts";
import type { Memory } from "./memory.ts";

const state = perThread<{ memory: Memory | undefined }>("memory", () => ({ memory: undefined }));

/** The memory that this thread shares with the other threads and processes of its program; made when first asked for. */
export function programMemory(): Memory {
  state.memory ??= tryToMap() ?? new LocalSpace().join();
  return state.memory;
}

function tryToMap(): Memory | undefined {
  const descriptor = memoryFile();
  const libc = descriptor === undefined ? undefined : loadLibc();
  return descriptor === undefined || libc === undefined
    ? undefined
    : new MappedMemory(libc, descriptor);
}
