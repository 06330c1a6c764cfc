import { createRequire } from "node:module";
import { MisuseError } from "../errors.ts";
import { perThread } from "../per-thread.ts";

/**
 * How a program shares its objects: in memory that all its threads and processes have mapped, or through a broker, one
 * event loop that keeps them all. The first needs Linux on x64 or arm64 and the package koffi; the second needs nothing.
 */
export type MemoryMode = "mapped" | "broker";

const current = perThread<{ mode: MemoryMode | undefined }>("memory-mode", () => ({
  mode: undefined,
}));

/**
 * The mode of the program: "mapped" where it is possible, unless the environment variable SKEIN_MEMORY says otherwise.
 * Decided once, when first asked for; workers are told. Throws MisuseError when the variable demands what can't be had.
 */
export function memoryMode(): MemoryMode {
  current.mode ??= decide(process.env["SKEIN_MEMORY"]);
  return current.mode;
}

/** For the entries of workers: what was decided elsewhere. */
export function inheritMode(mode: MemoryMode): void {
  current.mode = mode;
}

function decide(wanted: string | undefined): MemoryMode {
  if (wanted === "broker") return wanted;
  if (wanted !== undefined && wanted !== "" && wanted !== "mapped") {
    throw new MisuseError(`SKEIN_MEMORY is '${wanted}'; it can be 'mapped' or 'broker'`);
  }
  const missing = missingForMapping();
  if (missing === undefined) return "mapped";
  if (wanted === "mapped") throw new MisuseError(`SKEIN_MEMORY is 'mapped', but ${missing}`);
  return "broker";
}

/** Asks only whether the package can be found: loading it takes 5 ms, and most programs share nothing. */
function missingForMapping(): string | undefined {
  const { arch, platform } = process;
  if (platform !== "linux" || (arch !== "x64" && arch !== "arm64"))
    return `memory can't be mapped on ${platform} ${arch}`;
  try {
    createRequire(import.meta.url).resolve("koffi");
    return undefined;
  } catch {
    return "the package koffi, which maps memory, isn't installed";
  }
}
