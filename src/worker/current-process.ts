import { processIdentity } from "./process-identity.ts";
import { fillProcessSlot, processSlot } from "./process-slot.ts";
import { isProcess, Process, rebuildProcess } from "./process.ts";

/**
 * The process that runs this: in a child the very instance whose `run()` was called, in the main process one named
 * "MainProcess", in a pool's worker one with the worker's name.
 *
 * @example
 *     console.log(currentProcess().name, currentProcess().pid);
 */
export function currentProcess(): Process {
  const known = processSlot();
  if (isProcess(known)) return known;
  const { name, numbers, daemon } = processIdentity();
  const made = rebuildProcess(
    Process,
    { name, numbers, daemon, target: undefined, args: [], id: undefined },
    {},
  );
  fillProcessSlot(made);
  return made;
}
