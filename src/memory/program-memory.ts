import { MisuseError } from "../errors.ts";
import { current } from "./current-memory.ts";
import { loadLibc } from "./libc.ts";
import { LocalSpace } from "./local-memory.ts";
import { MappedMemory } from "./mapped-memory.ts";
import type { Memory } from "./memory.ts";
import { memoryMode } from "./memory-mode.ts";
import { sharedFile } from "./shared-file.ts";

/**
 * The memory that this thread shares with the other threads and processes of its program; made when first asked for.
 * Where memory isn't mapped, it is a party of a space that this thread keeps, and on which a broker can serve others.
 */
export function programMemory(): Memory {
  current.memory ??= memoryMode() === "mapped" ? mapped() : new LocalSpace().join();
  return current.memory;
}

function mapped(): Memory {
  const descriptor = sharedFile();
  const libc = loadLibc();
  if (descriptor !== undefined && libc !== undefined) return new MappedMemory(libc, descriptor);
  throw new MisuseError(
    "the memory of this program can't be mapped: koffi doesn't load here; start it with SKEIN_MEMORY=broker",
  );
}
