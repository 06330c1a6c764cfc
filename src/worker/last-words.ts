import { inspect } from "node:util";
import type { Loop } from "./loop.ts";

/**
 * What a pool's worker does when it can't go on. An exception that nobody caught fails the calls that are running (one of
 * them threw it), is shown when none is, and ends the worker: the pool starts another, and what hadn't begun runs there.
 */
export function installLastWords(loop: Loop): void {
  process.on("exit", () => loop.flush());
  process.on("uncaughtException", (error) => {
    if (loop.running === 0) process.stderr.write(`${inspect(error)}\n`);
    loop.failRunning(error);
    process.exit(1);
  });
}
