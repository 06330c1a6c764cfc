/** A module that makes a process when it is loaded: in a worker that would go on without end. */
import { Process } from "../../src/worker/process.ts";

export const made: Process = new Process();

/** Travels by reference, since it is exported. */
export function nameOfMade(): string {
  return made.name;
}
