import { inspect } from "node:util";
import type { PackedChild } from "../worker/child-kind.ts";
import { setProcessIdentity, type ProcessIdentity } from "../worker/process-identity.ts";
import { runChild } from "../worker/run-child.ts";
import { serving } from "./serving.ts";

/** Runs in a worker process: becomes a worker of a server. */
export function runWebWorker(packed: PackedChild, identity: ProcessIdentity): Promise<unknown> {
  setProcessIdentity(identity);
  return runChild(packed, {
    become() {},
    report(error) {
      // What is thrown before the worker serves is the arbiter's to report.
      if (serving()) process.stderr.write(`skein: ${identity.name}:\n${inspect(error)}\n`);
    },
  });
}

/** Runs in a thread of a worker. What it throws is told to the worker's main thread. */
export function runWebThread(packed: PackedChild, name: string): Promise<unknown> {
  return runChild(packed, {
    become() {},
    report(error) {
      if (serving()) process.stderr.write(`skein: ${name}:\n${inspect(error)}\n`);
    },
  });
}
