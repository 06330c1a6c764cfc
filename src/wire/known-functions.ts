import type { Captured } from "../closure/capture.ts";

/** So many functions stay known to a worker … */
const MOST_FUNCTIONS = 1_024;
/** … as long as their captured values take no more bytes than this. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Which functions a worker has, so that the code of each is sent once; the least recently used are forgotten. */
export class KnownFunctions {
  readonly #byId = new Map<number, Captured>();
  #latest: Captured | undefined;
  #bytes = 0;

  /** Whether the worker has it; it counts as used now. */
  has(captured: Captured): boolean {
    // Mostly the same function comes again: then there's nothing to reorder.
    if (captured === this.#latest) return true;
    if (!this.#byId.delete(captured.id)) return false;
    this.#byId.set(captured.id, captured);
    this.#latest = captured;
    return true;
  }

  /** Notes that the worker is being told of it. */
  add(captured: Captured): void {
    this.#byId.set(captured.id, captured);
    this.#latest = captured;
    this.#bytes += captured.bytes.length;
  }

  /** Takes out what is too much and gives the ids; never the latest one. */
  evict(): number[] {
    const evicted: number[] = [];
    for (const [id, captured] of this.#byId) {
      if (this.#byId.size <= MOST_FUNCTIONS && this.#bytes <= MOST_BYTES) break;
      if (captured === this.#latest) break;
      this.#byId.delete(id);
      this.#bytes -= captured.bytes.length;
      evicted.push(id);
    }
    return evicted;
  }
}
