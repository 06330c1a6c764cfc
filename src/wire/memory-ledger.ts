import type { Ledger } from "./ledger.ts";

const issued = 0;
const claimed = 1;

/**
 * A ledger in shared memory, for threads. Layout: `Int32[2]`: tickets issued, tickets claimed, both modulo 2^32. Both
 * sides are made from the same buffer; only the parent issues, so the first word needs no compare-and-exchange.
 */
export class MemoryLedger implements Ledger {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer);
  }

  /** How many tickets are issued and unclaimed. */
  get waiting(): number {
    return (Atomics.load(this.#words, issued) - Atomics.load(this.#words, claimed)) >>> 0;
  }

  issue(count: number): void {
    Atomics.add(this.#words, issued, count);
  }

  claim(mayTake?: (ticket: number) => boolean): number {
    for (;;) {
      const ticket = Atomics.load(this.#words, claimed);
      if (ticket === Atomics.load(this.#words, issued)) return -1;
      if (mayTake?.(ticket >>> 0) === false) return -1;
      // The word wraps by itself, so equality is all that is ever asked of it.
      if (Atomics.compareExchange(this.#words, claimed, ticket, ticket + 1) === ticket)
        return ticket >>> 0;
    }
  }

  close(): void {
    // Memory goes with its last reference.
  }
}
