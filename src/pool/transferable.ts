import type { TransferListItem } from "node:worker_threads";

/** What can move between threads instead of being copied. */
export type Transferable = TransferListItem;
