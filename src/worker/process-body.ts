import { inspect } from "node:util";
import type { ChildFace } from "./child-kind.ts";
import { setProcessIdentity, type ProcessIdentity } from "./process-identity.ts";
import { fillProcessSlot } from "./process-slot.ts";
import { runChild } from "./run-child.ts";

/** Runs in the child process: becomes the process that `child` describes, and calls its `run()`. */
export function runProcess(child: ChildFace, identity: ProcessIdentity): unknown {
  setProcessIdentity(identity);
  fillProcessSlot(child);
  return runChild(child, (error) => {
    // As Python heads it.
    process.stderr.write(`Process ${child.name}:\n${inspect(error)}\n`);
  });
}
