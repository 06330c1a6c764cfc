import { availableParallelism } from "node:os";

/** How many workers can really run at a time: the processors that this program may use. */
export function cpuCount(): number {
  return availableParallelism();
}
