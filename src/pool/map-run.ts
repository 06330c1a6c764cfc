import { CancelledError } from "../errors.ts";
import type { Outcome } from "../task/outcome.ts";
import { arrivedError } from "../wire/arrived-error.ts";
import { CallFlag } from "../wire/messages.ts";
import type { Call } from "./call.ts";
import type { ChunkSizer } from "./chunk-sizer.ts";
import type { Prepared } from "./function-records.ts";
import type { MapOptions } from "./options.ts";
import type { Source } from "./source.ts";
import type { Submitter } from "./submitter.ts";

/** What a `map` consists of. */
export interface MapInit {
  readonly submitter: Submitter;
  readonly prepared: Prepared;
  readonly source: Source<unknown>;
  readonly sizer: ChunkSizer;
  /** How many chunks may be out at a time. */
  readonly most: number;
  readonly options: MapOptions;
  /** {@link CallFlag}s of a chunk. */
  readonly flags: number;
  readonly resolve: (values: unknown[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One `map` under way: pulls chunks as fast as they're worked off, and puts the results in their places. */
export class MapRun {
  readonly #init: MapInit;
  readonly #results: unknown[] = [];
  readonly #open = new Set<Call>();
  #length = 0;
  #exhausted = false;
  #pulling = false;
  #ended = false;
  /** The failure of the lowest index so far, when all items are run before it is thrown. */
  #failure: { readonly index: number; readonly error: unknown } | undefined;

  constructor(init: MapInit) {
    this.#init = init;
  }

  start(): void {
    this.#fill();
  }

  cancel(reason: unknown): boolean {
    if (this.#ended) return false;
    this.#end();
    this.#init.reject(reason);
    return true;
  }

  #fill(): void {
    while (
      !this.#ended &&
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
        return this.#fail(error);
      }
    }
    if (this.#exhausted && this.#open.size === 0) this.#finish();
  }

  #await(pulled: Promise<unknown[]>): void {
    this.#pulling = true;
    pulled
      .then((items) => {
        this.#pulling = false;
        if (this.#ended) return;
        this.#submit(items);
        this.#fill();
      })
      .catch((error: unknown) => this.#fail(error));
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
    if (this.#ended) return;
    // The loop answers a chunk with an array as long as the chunk.
    const list = values as readonly unknown[];
    const settleAll = (this.#init.flags & CallFlag.settleAll) !== 0;
    for (let index = 0; index < list.length; index++) {
      this.#results[first + index] = settleAll
        ? this.#unwrap(first + index, list[index])
        : list[index];
    }
    this.#fill();
  }

  #unwrap(index: number, outcome: unknown): unknown {
    // With `settleAll` the loop answers with an outcome for each item.
    const settled = outcome as Outcome<unknown>;
    if (settled.ok) return settled.value;
    this.#note(index, this.#init.prepared.caller?.attachTo(arrivedError(settled.error)));
    return undefined;
  }

  #note(index: number, error: unknown): void {
    if (this.#failure === undefined || index < this.#failure.index)
      this.#failure = { index, error };
  }

  #lose(call: Call, first: number, error: unknown): void {
    this.#open.delete(call);
    if (this.#ended) return;
    if (this.#init.options.failFast !== false) return this.#fail(error);
    this.#note(first, error);
    this.#fill();
  }

  #fail(error: unknown): void {
    if (this.#ended) return;
    this.#end();
    this.#init.reject(error);
  }

  #finish(): void {
    if (this.#ended) return;
    this.#ended = true;
    if (this.#failure === undefined) this.#init.resolve(this.#results);
    else this.#init.reject(this.#failure.error);
  }

  /** Drops what waits and asks what runs to stop; no worker is killed for it. */
  #end(): void {
    this.#ended = true;
    this.#init.source.close();
    const reason = new CancelledError(
      "another item of the same map failed or the map was cancelled",
    );
    for (const call of this.#open) this.#init.submitter.cancel(call, reason, false);
    this.#open.clear();
  }
}
