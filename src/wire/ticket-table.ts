/** Up to this many places are kept in the ring; a power of two, as its size always is. */
const LARGEST = 1_048_576;

/**
 * What belongs to tickets that are numbered one after the other, modulo 2^32, and mostly go in the same order. A ring
 * indexed by the ticket's low bits is several times faster than a Map; what stays so long that the ring comes round to
 * its place moves to a Map.
 */
export class TicketTable<Value> {
  #values: (Value | undefined)[] = Array.from({ length: 64 });
  #tickets: number[] = Array.from({ length: 64 }, () => -1);
  #mask = 63;
  readonly #stragglers = new Map<number, Value>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a ticket that isn't in it. */
  add(ticket: number, value: Value): void {
    let index = ticket & this.#mask;
    while (this.#values[index] !== undefined && this.#mask + 1 < LARGEST) {
      this.#grow();
      index = ticket & this.#mask;
    }
    const before = this.#values[index];
    if (before !== undefined) this.#stragglers.set(this.#tickets[index] ?? -1, before);
    this.#values[index] = value;
    this.#tickets[index] = ticket;
    this.#size++;
  }

  get(ticket: number): Value | undefined {
    const index = ticket & this.#mask;
    return this.#tickets[index] === ticket ? this.#values[index] : this.#stragglers.get(ticket);
  }

  /** Takes a ticket out and gives what belonged to it. */
  take(ticket: number): Value | undefined {
    const value = this.get(ticket);
    if (value === undefined) return undefined;
    this.#size--;
    const index = ticket & this.#mask;
    if (this.#tickets[index] === ticket) this.#values[index] = undefined;
    else this.#stragglers.delete(ticket);
    return value;
  }

  /** All that is in it, in no particular order. */
  values(): Value[] {
    return [...this.#values.filter((value) => value !== undefined), ...this.#stragglers.values()];
  }

  /** Takes everything out, in no particular order. */
  drain(): Value[] {
    const drained = this.values();
    this.#values.fill(undefined);
    this.#stragglers.clear();
    this.#size = 0;
    return drained;
  }

  #grow(): void {
    const values = this.#values;
    const tickets = this.#tickets;
    const size = values.length * 2;
    this.#mask = size - 1;
    this.#values = Array.from({ length: size });
    this.#tickets = Array.from({ length: size }, () => -1);
    for (let index = 0; index < values.length; index++) {
      const ticket = tickets[index] ?? -1;
      // Two that had different places before have different places now.
      this.#values[ticket & this.#mask] = values[index];
      this.#tickets[ticket & this.#mask] = ticket;
    }
  }
}
