import { current } from "./current-memory.ts";
import { loadLibc } from "./libc.ts";
import { LocalSpace } from "./local-memory.ts";
import { MappedMemory } from "./mapped-memory.ts";
import { sharedFile } from "./shared-file.ts";
import type { Memory } from "./memory.ts";

/** The memory that this thread shares with the other threads and processes of its program; made when first asked for. */
export function programMemory(): Memory {
  current.memory ??= tryToMap() ?? new LocalSpace().join();
  return current.memory;
}

function tryToMap(): Memory | undefined {
  const descriptor = sharedFile();
  const libc = descriptor === undefined ? undefined : loadLibc();
  return descriptor === undefined || libc === undefined
    ? undefined
    : new MappedMemory(libc, descriptor);
}
