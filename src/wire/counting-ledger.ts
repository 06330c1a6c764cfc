import type { Ledger } from "./ledger.ts";

/**
 * The ledger where nothing can be shared: the parent's side never gets a ticket, so there is no stealing, and the
 * child's side gets them all. The child has to ask only while calls lie at it: it is given a number each time.
 */
export class CountingLedger implements Ledger {
  readonly #side: "parent" | "child";
  #next = 0;

  constructor(side: "parent" | "child") {
    this.#side = side;
  }

  issue(): void {
    // The calls themselves tell the child how many there are.
  }

  claim(): number {
    if (this.#side === "parent") return -1;
    const ticket = this.#next;
    this.#next = (ticket + 1) >>> 0;
    return ticket;
  }

  close(): void {
    // Holds nothing.
  }
}
