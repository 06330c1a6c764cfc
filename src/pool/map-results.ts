import { arrivedError } from "../wire/arrived-error.ts";
import { CallFlag } from "../wire/messages.ts";
import type { Settled } from "../worker/chunk.ts";
import type { Prepared } from "./function-records.ts";

/** Where the end of a map goes. */
export interface MapEnds {
  readonly prepared: Prepared;
  /** {@link CallFlag}s of its calls. */
  readonly flags: number;
  readonly resolve: (values: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/** The results of a map in the order of the items, and its end. */
export class MapResults {
  readonly #ends: MapEnds;
  readonly #values: unknown[] = [];
  #placed = 0;
  #ended = false;
  /** The failure of the lowest index so far, when all items are run before it is thrown. */
  #failure: { readonly index: number; readonly error: unknown } | undefined;

  constructor(ends: MapEnds) {
    this.#ends = ends;
  }

  /** Whether its caller has heard of its end. */
  get ended(): boolean {
    return this.#ended;
  }

  /** How many results have come. */
  get placed(): number {
    return this.#placed;
  }

  /** Puts a value in its place. */
  place(index: number, value: unknown): void {
    this.#placed++;
    this.#values[index] = value;
  }

  /** Puts what a chunk came to in its places, from `first` on. */
  placeChunk(first: number, chunk: unknown): void {
    const settles = (this.#ends.flags & CallFlag.settleAll) !== 0;
    // The loop answers so.
    const [values, failures] = settles ? (chunk as Settled) : [chunk as unknown[], []];
    for (let index = 0; index < values.length; index++) this.place(first + index, values[index]);
    for (const [index, error] of failures) this.noteItem(first + index, error);
  }

  /** Notes what an item threw, to be thrown at the end. */
  noteItem(index: number, error: unknown): void {
    this.note(index, this.#ends.prepared.caller?.attachTo(arrivedError(error)));
  }

  /** Notes a failure, to be thrown at the end. */
  note(index: number, error: unknown): void {
    if (this.#failure === undefined || index < this.#failure.index)
      this.#failure = { index, error };
  }

  /** Ends it with an error at once; false when it has ended. */
  fail(error: unknown): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#ends.reject(error);
    return true;
  }

  /** Ends it with what has come. */
  finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#failure === undefined) this.#ends.resolve(this.#values);
    else this.#ends.reject(this.#failure.error);
  }
}
