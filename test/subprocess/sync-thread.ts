import { parentPort, workerData } from "node:worker_threads";
import type { Command } from "../../src/subprocess/command.ts";
import { runSync, type SyncOptions } from "../../src/subprocess/run-sync.ts";

/** What the thread is to run: `runSync` may not be called on the main thread. */
export interface SyncTask {
  readonly command: Command;
  readonly options: SyncOptions;
}

// Whoever starts the thread gives it this.
const { command, options } = workerData as SyncTask;
try {
  parentPort?.postMessage(Object.assign({}, runSync(command, options)));
} catch (error) {
  parentPort?.postMessage(Object.assign({}, error));
}
