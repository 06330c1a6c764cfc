import { CallFlag } from "../wire/messages.ts";
import type { Cancel } from "./async-result.ts";
import type { Call } from "./call.ts";
import { ChunkSizer } from "./chunk-sizer.ts";
import type { Prepared } from "./function-records.ts";
import { ImapRun } from "./imap-run.ts";
import { MapRun } from "./map-run.ts";
import type { CallOptions, ImapOptions, MapOptions } from "./options.ts";
import { ResultIterator } from "./result-iterator.ts";
import { SharedMapRun } from "./shared-map-run.ts";
import { sourceOf } from "./source.ts";
import type { CallSubmitter } from "./submitter.ts";
import type { Items } from "./target.ts";
import { validateArguments, validateCallOptions } from "./validate.ts";

/** A function or a reference to one, whatever its types. */
export type AnyTarget = Parameters<CallSubmitter["prepare"]>[0];

/** One `map`. */
export interface MapOrder<Value> {
  readonly options: MapOptions;
  readonly flags: number;
  readonly resolve: (values: Value[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One `imap`. */
export interface ImapOrder {
  readonly options: ImapOptions;
  readonly ordered: boolean;
}

interface ChunkOptions {
  readonly chunkSize?: number | undefined;
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly most?: number | undefined;
}

/** No options at all; recognised by identity, so that the commonest call needn't look for any. */
export const NO_OPTIONS = {};
/** No arguments at all. */
export const NO_ARGUMENTS: readonly never[] = [];

/** Chunks that are out for each worker: one that runs, one that is next. */
const CHUNKS_AHEAD = 2;
/** Items of an `imap` that may be pulled and not taken, for each worker; dear ones are fewer, by the size of chunks. */
const BUFFERED = 8_192;

/** From so many items for each worker on a map is worth its shared memory. */
const SHARED_FROM = 4;

/** Milliseconds. Items that cost less travel in chunks, where they take less to pack than each by itself. */
const SHARED_COST = 0.005;

/** Who works. */
export interface Crew {
  /** How many workers there are at most. */
  readonly workers: number;
  /** How many calls one of them runs at a time. */
  readonly concurrency: number;
}

/** Turns what the public methods are given into calls and chunks. */
export class Runner {
  readonly #submitter: CallSubmitter;
  readonly #workers: number;
  readonly #concurrency: number;

  constructor(submitter: CallSubmitter, { workers, concurrency }: Crew) {
    this.#submitter = submitter;
    this.#workers = workers;
    this.#concurrency = concurrency;
  }

  /** Makes a call, which nobody hears of and which hasn't been submitted yet. */
  call(target: AnyTarget, args: readonly unknown[], options: CallOptions): Call {
    validateArguments(args);
    if (options !== NO_OPTIONS) validateCallOptions(options);
    return this.#submitter.call(this.#submitter.prepare(target), options);
  }

  /** Packs the arguments and submits the call. */
  submit(call: Call, args: readonly unknown[]): void {
    this.#submitter.submit(call, args);
  }

  /** Stops a call that `call` has given. */
  cancel(call: Call, reason: unknown): boolean {
    return this.#submitter.cancel(call, reason);
  }

  map<Value>(target: AnyTarget, items: Items<unknown>, order: MapOrder<Value>): Cancel {
    const { options, reject } = order;
    validateCallOptions(options);
    const prepared = this.#submitter.prepare(target);
    const settleAll = options.failFast === false ? CallFlag.settleAll : 0;
    const parts = {
      submitter: this.#submitter,
      prepared,
      options,
      flags: order.flags | CallFlag.chunk | settleAll,
      // What the workers answer is of the type that the function's own types promise.
      resolve: order.resolve as (values: unknown[]) => void,
      reject,
      workers: this.#workers,
      concurrency: this.#concurrency,
    };
    const run = this.#canShare(items, options, prepared)
      ? new SharedMapRun({ ...parts, items })
      : new MapRun({
          ...parts,
          source: sourceOf(items),
          sizer: this.#sizer(prepared, options),
          most: (this.#concurrency + 1) * this.#workers,
        });
    run.start();
    return (reason) => run.cancel(reason);
  }

  /** Whether the items are many and dear, and may lie in memory that all workers share. */
  #canShare(
    items: Items<unknown>,
    options: MapOptions,
    { cost }: Prepared,
  ): items is readonly unknown[] {
    return (
      this.#submitter.sharesMemory &&
      Array.isArray(items) &&
      items.length >= SHARED_FROM * this.#workers &&
      // Unknown is dear.
      !(cost.milliseconds < SHARED_COST) &&
      options.transfer === undefined &&
      fixedSize(options) === undefined
    );
  }

  imap<Value>(target: AnyTarget, items: Items<unknown>, order: ImapOrder): ResultIterator<Value> {
    const { options, ordered } = order;
    validateCallOptions(options);
    const prepared = this.#submitter.prepare(target);
    const mostItems = options.bufferSize ?? BUFFERED * this.#workers;
    const run = new ImapRun({
      submitter: this.#submitter,
      prepared,
      source: sourceOf(items),
      sizer: this.#sizer(prepared, {
        ...options,
        most: Math.ceil(mostItems / (2 * CHUNKS_AHEAD * this.#workers)),
      }),
      ordered,
      mostChunks: 2 * CHUNKS_AHEAD * this.#workers,
      mostItems,
      options,
      flags: CallFlag.chunk | CallFlag.settleAll,
    });
    return new ResultIterator<Value>(run);
  }

  #sizer({ cost }: Prepared, options: ChunkOptions): ChunkSizer {
    const { most } = options;
    return new ChunkSizer({ cost, workers: this.#workers, most, fixed: fixedSize(options) });
  }
}

/** How many items a chunk has, where that isn't to be found out: what counts for a call shall count for an item. */
function fixedSize({ chunkSize, timeout, retries = 0 }: ChunkOptions): number | undefined {
  return chunkSize ?? (timeout !== undefined || retries > 0 ? 1 : undefined);
}

/** Runs what starts something; when it throws, that is how the something ended. */
export function attempt(reject: (error: unknown) => void, start: () => Cancel): Cancel {
  try {
    return start();
  } catch (error) {
    reject(error);
    return () => false;
  }
}
