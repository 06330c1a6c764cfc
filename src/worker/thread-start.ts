import type { MessagePort } from "node:worker_threads";

/** What a thread worker is born with, as its `workerData`. */
export interface ThreadStart {
  /** Its end of the channel to the parent. */
  readonly port: MessagePort;
  /** The memory of its ledger. */
  readonly ledger: SharedArrayBuffer;
  readonly name: string | undefined;
}
