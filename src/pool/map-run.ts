import { CancelledError } from "../errors.ts";
import type { Call } from "./call.ts";
import type { ChunkSizer } from "./chunk-sizer.ts";
import { MapResults, type MapEnds } from "./map-results.ts";
import type { MapOptions } from "./options.ts";
import type { Source } from "./source.ts";
import type { CallSubmitter } from "./submitter.ts";

/** What a `map` consists of. */
export interface MapInit extends MapEnds {
  readonly submitter: CallSubmitter;
  readonly source: Source<unknown>;
  readonly sizer: ChunkSizer;
  /** How many chunks may be out at a time. */
  readonly most: number;
  readonly options: MapOptions;
}

/** One `map` under way: pulls chunks as fast as they're worked off, and puts the results in their places. */
export class MapRun {
  readonly #init: MapInit;
  readonly #results: MapResults;
  readonly #open = new Set<Call>();
  #length = 0;
  #exhausted = false;
  #pulling = false;

  constructor(init: MapInit) {
    this.#init = init;
    this.#results = new MapResults(init);
  }

  start(): void {
    this.#fill();
  }

  /** Ends it with `reason`, drops what waits and asks what runs to stop; no worker is killed for it. */
  cancel(reason: unknown): boolean {
    if (!this.#results.fail(reason)) return false;
    this.#init.source.close();
    cancelAll(this.#init.submitter, this.#open);
    return true;
  }

  #fill(): void {
    while (
      !this.#results.ended &&
      !this.#exhausted &&
      !this.#pulling &&
      this.#open.size < this.#init.most
    ) {
      const count = this.#init.sizer.next(this.#init.source.remaining);
      try {
        const items = this.#init.source.pull(count);
        if (items instanceof Promise) return this.#await(items);
        this.#submit(items);
      } catch (error) {
        return void this.cancel(error);
      }
    }
    if (this.#exhausted && this.#open.size === 0) this.#results.finish();
  }

  #await(pulled: Promise<unknown[]>): void {
    this.#pulling = true;
    pulled
      .then((items) => {
        this.#pulling = false;
        if (this.#results.ended) return;
        this.#submit(items);
        this.#fill();
      })
      .catch((error: unknown) => this.cancel(error));
  }

  #submit(items: readonly unknown[]): void {
    if (items.length === 0) {
      this.#exhausted = true;
      return;
    }
    const { submitter, prepared, options, flags } = this.#init;
    const first = this.#length;
    this.#length += items.length;
    const call = submitter.call(prepared, options);
    call.flags |= flags;
    call.items = items.length;
    call.resolve = (values) => this.#place(call, first, values);
    call.reject = (error) => this.#lose(call, first, error);
    submitter.submit(call, items);
    this.#open.add(call);
  }

  #place(call: Call, first: number, values: unknown): void {
    this.#open.delete(call);
    if (this.#results.ended) return;
    this.#results.placeChunk(first, values);
    this.#fill();
  }

  #lose(call: Call, first: number, error: unknown): void {
    this.#open.delete(call);
    if (this.#init.options.failFast !== false) return void this.cancel(error);
    this.#results.note(first, error);
    this.#fill();
  }
}

/** Cancels what is left of a map that has ended. */
export function cancelAll(submitter: CallSubmitter, calls: Set<Call>): void {
  const reason = new CancelledError("another item of the same map failed or the map was cancelled");
  for (const call of calls) submitter.cancel(call, reason, false);
  calls.clear();
}
