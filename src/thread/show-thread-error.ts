import { inspect } from "node:util";

/** Shows an error that nobody caught in a thread, headed as Python does it. */
export function showThreadError(name: string, error: unknown): void {
  process.stderr.write(`Exception in thread ${name}:\n${inspect(error)}\n`);
}
