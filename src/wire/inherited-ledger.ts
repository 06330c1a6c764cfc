import { ftruncateSync } from "node:fs";
import { entryBytes, readEntry, ticketEntry, turnEntry } from "./file-ledger-entry.ts";
import type { Ledger } from "./ledger.ts";

/** The child's side of a {@link FileLedger}, over the descriptors that it has inherited. It only claims. */
export class InheritedLedger implements Ledger {
  readonly #descriptors: readonly [number, number];
  readonly #entry: Buffer = Buffer.alloc(entryBytes);
  #reading: 0 | 1 = 0;

  constructor(descriptors: readonly [number, number]) {
    this.#descriptors = descriptors;
  }

  issue(): void {
    // Only the parent issues.
  }

  claim(): number {
    for (;;) {
      const kind = readEntry(this.#descriptors[this.#reading], this.#entry);
      if (kind === undefined) return -1;
      if (kind === ticketEntry) return this.#entry.readUInt32LE(0);
      if (kind === turnEntry) this.#turn();
    }
  }

  close(): void {
    // The parent's matter; the descriptors end with the process.
  }

  /** Everything before the mark is claimed: an empty file tells the parent that it may be used again. */
  #turn(): void {
    ftruncateSync(this.#descriptors[this.#reading], 0);
    this.#reading = this.#reading === 0 ? 1 : 0;
  }
}
