import type { Ledger } from "../wire/ledger.ts";

/** What has come with a ticket. */
export interface Ticketed {
  readonly ticket: number;
}

/**
 * The calls that lie at this worker, oldest first. Taking one means claiming its ticket; what the parent has claimed back
 * meanwhile is passed over. The parent issues tickets before it sends their calls, so a claim may win a call that is
 * still on its way: it is then owed, and runs as soon as it arrives.
 */
export class CallInbox<Call extends Ticketed> {
  readonly #ledger: Ledger;
  readonly #arrivals: (Call | undefined)[] = [];
  #head = 0;
  #arriving = 0;
  #owed = -1;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Whether there may be something to take. */
  get hasArrivals(): boolean {
    return this.#head < this.#arrivals.length;
  }

  /** The ticket of the next call to arrive. */
  get arriving(): number {
    return this.#arriving;
  }

  push(call: Call): void {
    this.#arriving = (call.ticket + 1) >>> 0;
    this.#arrivals.push(call);
  }

  /** The call with this ticket, if it lies here; others have been taken or claimed back already. */
  find(ticket: number): Call | undefined {
    const behind = (this.#arriving - ticket) >>> 0;
    const arrival = this.#arrivals[this.#arrivals.length - behind];
    return arrival?.ticket === ticket ? arrival : undefined;
  }

  /** The oldest call that is this worker's to run, or undefined when there is none now. */
  take(): Call | undefined {
    if (!this.hasArrivals) return undefined;
    const ticket = this.#owed >= 0 ? this.#owed : this.#ledger.claim();
    // No ticket although calls lie here: the parent has claimed them all.
    if (ticket < 0) {
      this.#clear();
      return undefined;
    }
    const arrival = this.#passTo(ticket);
    this.#owed = arrival === undefined ? ticket : -1;
    return arrival;
  }

  #passTo(ticket: number): Call | undefined {
    while (this.hasArrivals) {
      const arrival = this.#arrivals[this.#head];
      this.#arrivals[this.#head++] = undefined;
      if (arrival?.ticket !== ticket) continue;
      if (!this.hasArrivals) this.#clear();
      return arrival;
    }
    this.#clear();
    return undefined;
  }

  #clear(): void {
    this.#arrivals.length = 0;
    this.#head = 0;
  }
}
