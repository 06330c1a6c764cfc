import { createRequire } from "node:module";
import { perThread } from "../per-thread.ts";
import type { Libc } from "./libc-calls.ts";
import { uninterrupted } from "./native-section.ts";
import { LinuxLibc, type Koffi } from "./libc-linux.ts";

const state = perThread<{ libc: Libc | undefined; asked: boolean }>("libc", () => ({
  libc: undefined,
  asked: false,
}));

/**
 * The C library, or undefined where it can't be called: on other systems than Linux, on other processors than x64 and
 * arm64, and where koffi isn't installed or doesn't load. Takes 5 ms the first time in a process.
 */
export function loadLibc(): Libc | undefined {
  if (!state.asked) {
    state.asked = true;
    state.libc = tryToLoad();
  }
  return state.libc;
}

function tryToLoad(): Libc | undefined {
  const { arch, platform } = process;
  if (platform !== "linux" || (arch !== "x64" && arch !== "arm64")) return undefined;
  try {
    // Only loaded by whoever shares memory, or has connections: most programs don't.
    return uninterrupted(
      () => new LinuxLibc(createRequire(import.meta.url)("koffi") as Koffi, arch),
    );
  } catch {
    return undefined;
  }
}
