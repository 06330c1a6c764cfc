import type { MessagePort } from "node:worker_threads";
import type { ThreadEnd } from "../broker/client-end.ts";
import type { RuntimeHooks } from "../closure/runtime-hooks.ts";
import type { ProcessIdentity } from "./process-identity.ts";

/** What a thread worker is born with, as its `workerData`. */
export interface ThreadStart {
  /** Its end of the channel to the parent. */
  readonly port: MessagePort;
  /** The memory of its ledger. */
  readonly ledger: SharedArrayBuffer;
  /** The descriptor of the memory that the program shares. */
  readonly memory: number | undefined;
  /** Where it says when it must not be ended. */
  readonly nativeSection: SharedArrayBuffer;
  /** Its way to the broker, where the program shares no memory. */
  readonly broker: ThreadEnd | undefined;
  readonly name: string;
  /** The process that it is a thread of. */
  readonly process: ProcessIdentity;
  /** What it needs to load the modules that its parent can load. */
  readonly hooks: RuntimeHooks;
}
