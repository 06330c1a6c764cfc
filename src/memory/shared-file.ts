import { constants, openSync, statfsSync } from "node:fs";
import { file } from "./inherited-file.ts";
import { loadLibc } from "./libc.ts";
import { memoryMode } from "./memory-mode.ts";

/** Where Linux keeps files in memory. */
const folder = "/dev/shm";
/** Below this the folder is a container's small default, and a memfd, which no mount limits, is better. */
const ROOMY = 512 * 1024 * 1024;
/** An unnamed file in a folder (open(2), Linux 3.11): it vanishes with its last descriptor, whatever kills whom. */
const O_TMPFILE = 0o20_200_000;

/**
 * The descriptor of the file that is the program's shared memory, made when first asked for, or undefined where there
 * can be none. It must exist before the first worker is started, since workers inherit it. It has no name: children get
 * the descriptor, and with its last descriptor the file is gone.
 */
export function sharedFile(): number | undefined {
  if (memoryMode() === "broker") return undefined;
  file.descriptor ??= tryToMake();
  return file.descriptor;
}

function tryToMake(): number | undefined {
  try {
    // Without the C library, which takes 5 ms to load: most programs share nothing.
    if (freeIn(folder) >= ROOMY) return openSync(folder, O_TMPFILE | constants.O_RDWR, 0o600);
  } catch {
    // No such folder, or not for us.
  }
  return loadLibc()?.makeFile("skein");
}

function freeIn(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}
