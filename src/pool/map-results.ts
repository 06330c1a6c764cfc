import type { Outcome } from "../task/outcome.ts";
import { arrivedError } from "../wire/arrived-error.ts";
import { CallFlag } from "../wire/messages.ts";
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

  /** Puts a result in its place. With `settleAll` it is an outcome. */
  place(index: number, result: unknown): void {
    this.#placed++;
    const settleAll = (this.#ends.flags & CallFlag.settleAll) !== 0;
    this.#values[index] = settleAll ? this.#unwrap(index, result) : result;
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

  #unwrap(index: number, outcome: unknown): unknown {
    // With `settleAll` the loop answers with an outcome for each item.
    const settled = outcome as Outcome<unknown>;
    if (settled.ok) return settled.value;
    this.note(index, this.#ends.prepared.caller?.attachTo(arrivedError(settled.error)));
    return undefined;
  }
}
