import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { perThread } from "../per-thread.ts";

/** Bytes of garbage after which it is collected: before V8 begins to mark the whole heap, which it does at about 25 MB. */
const mostGarbage = 1 << 23;

interface Garbage {
  bytes: number;
  collect: (() => void) | undefined;
}

const garbage = perThread<Garbage>("young-garbage", () => ({ bytes: 0, collect: undefined }));

/**
 * Tells of memory of `length` bytes that has been made and will mostly be garbage soon. Every 8 MB the young generation is
 * collected, which takes 0.1 ms to 1 ms, and about a millisecond more for each megabyte of young objects that live on. V8
 * itself takes such memory for a growing heap: it marks and sweeps all of it over and over, which costs several times what
 * is done with the memory.
 */
export function expectGarbage(length: number): void {
  garbage.bytes += length;
  if (garbage.bytes < mostGarbage) return;
  garbage.bytes = 0;
  garbage.collect ??= findCollector();
  garbage.collect();
}

type Collector = (options: { readonly type: "minor" }) => void;

/**
 * V8's function for that has a name in contexts only that are made while a flag is set. The user may have set it, and
 * finds it as it was. What has the name in this context may be anything.
 */
function findCollector(): () => void {
  const collect = collectorOfNewContext() ?? exposedCollector();
  return () => collect?.({ type: "minor" });
}

function collectorOfNewContext(): Collector | undefined {
  return runInNewContext("globalThis.gc") as Collector | undefined;
}

function exposedCollector(): Collector | undefined {
  setFlagsFromString("--expose-gc");
  try {
    return collectorOfNewContext();
  } finally {
    setFlagsFromString("--no-expose-gc");
  }
}
