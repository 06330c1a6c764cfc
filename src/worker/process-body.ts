import type { PackedChild } from "./child-kind.ts";
import { inspect } from "node:util";
import { setProcessIdentity, type ProcessIdentity } from "./process-identity.ts";
import { fillProcessSlot } from "./process-slot.ts";
import { runChild } from "./run-child.ts";

/** Runs in the child process: becomes the process that was packed, and calls its `run()`. */
export function runProcess(packed: PackedChild, identity: ProcessIdentity): Promise<unknown> {
  setProcessIdentity(identity);
  return runChild(packed, {
    become: fillProcessSlot,
    report(error) {
      // As Python heads it.
      process.stderr.write(`Process ${identity.name}:\n${inspect(error)}\n`);
    },
  });
}
