import { CancelledError } from "../errors.ts";
import { arrivedError } from "../wire/arrived-error.ts";
import { failure, success, type Outcome } from "../task/outcome.ts";
import type { Settled } from "../worker/chunk.ts";
import type { Call } from "./call.ts";
import type { ChunkSizer } from "./chunk-sizer.ts";
import type { Prepared } from "./function-records.ts";
import type { ImapOptions } from "./options.ts";
import type { Source } from "./source.ts";
import type { CallSubmitter } from "./submitter.ts";

/** What an `imap` consists of. */
export interface ImapInit {
  readonly submitter: CallSubmitter;
  readonly prepared: Prepared;
  readonly source: Source<unknown>;
  readonly sizer: ChunkSizer;
  /** Whether results come in the order of the items, or as they are done. */
  readonly ordered: boolean;
  /** How many chunks may be out at a time. */
  readonly mostChunks: number;
  /** How many items may be pulled and not yet taken. */
  readonly mostItems: number;
  readonly options: ImapOptions;
  /** {@link CallFlag}s of a chunk. */
  readonly flags: number;
}

/** The results of one chunk, undefined while it is out. */
interface Slot {
  results: Results | undefined;
  call: Call | undefined;
}

/** What a chunk came to; few items fail. */
interface Results {
  readonly values: readonly unknown[];
  readonly failures: ReadonlyMap<number, unknown>;
}

const NO_FAILURES: ReadonlyMap<number, unknown> = new Map();

/**
 * One `imap` under way. It pulls only when asked for results, and only so far ahead as its bounds allow, so an endless
 * source is no danger.
 */
export class ImapRun {
  readonly #init: ImapInit;
  /** Chunks whose results haven't been taken: in order of the source, or of completion. */
  readonly #slots: Slot[] = [];
  readonly #out = new Set<Slot>();
  #current: Results = { values: [], failures: NO_FAILURES };
  #position = 0;
  #held = 0;
  #exhausted = false;
  #pulling = false;
  #ended = false;
  #sourceFailure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(init: ImapInit) {
    this.#init = init;
  }

  /** The next outcome if it is there already. */
  ready(): Outcome<unknown> | undefined {
    const { values, failures } = this.#current;
    const index = this.#position;
    if (index >= values.length) return undefined;
    this.#position++;
    this.#held--;
    if (failures.size > 0 && failures.has(index)) return failure(failures.get(index));
    return success(values[index]);
  }

  /** The next outcome, or undefined at the end. Throws what the source threw, after the outcomes before it. */
  async next(): Promise<Outcome<unknown> | undefined> {
    for (;;) {
      const outcome = this.ready();
      if (outcome !== undefined) return outcome;
      this.#fill();
      if (this.#advance()) continue;
      if (this.#ended) return undefined;
      if (this.#exhausted && this.#out.size === 0 && this.#slots.length === 0)
        return this.#finish();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Drops what waits and asks what runs to stop. */
  end(reason: unknown = new CancelledError("the results were not wanted any more")): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#init.source.close();
    for (const slot of this.#out) {
      if (slot.call !== undefined) this.#init.submitter.cancel(slot.call, reason, false);
    }
    this.#out.clear();
    this.#slots.length = 0;
    this.#notify();
  }

  #finish(): undefined {
    this.#ended = true;
    const thrown = this.#sourceFailure;
    if (thrown !== undefined) throw thrown.error;
  }

  /** Goes on to the next chunk that is done; false when none is. */
  #advance(): boolean {
    const slot = this.#slots[0];
    if (slot?.results === undefined) return false;
    this.#slots.shift();
    this.#current = slot.results;
    this.#position = 0;
    this.#fill();
    return true;
  }

  #fill(): void {
    while (!this.#ended && !this.#exhausted && !this.#pulling && this.#hasRoom()) {
      const { source, sizer, mostItems } = this.#init;
      const count = Math.min(sizer.next(source.remaining), mostItems - this.#held);
      try {
        const items = source.pull(count);
        if (items instanceof Promise) return this.#await(items);
        this.#submit(items);
      } catch (error) {
        this.#stopSource(error);
      }
    }
  }

  #hasRoom(): boolean {
    return this.#out.size < this.#init.mostChunks && this.#held < this.#init.mostItems;
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
      .catch((error: unknown) => {
        this.#pulling = false;
        this.#stopSource(error);
      })
      .finally(() => this.#notify());
  }

  #stopSource(error: unknown): void {
    this.#exhausted = true;
    this.#sourceFailure = { error };
  }

  #submit(items: readonly unknown[]): void {
    if (items.length === 0) {
      this.#exhausted = true;
      return;
    }
    const { submitter, prepared, options, flags, ordered } = this.#init;
    const slot: Slot = { results: undefined, call: undefined };
    const call = submitter.call(prepared, options);
    call.flags |= flags;
    call.items = items.length;
    // With `settleAll` the loop answers so.
    call.resolve = (settled) => this.#settle(slot, this.#resultsOf(settled as Settled));
    call.reject = (error) => this.#settle(slot, allFailed(items.length, error));
    submitter.submit(call, items);
    slot.call = call;
    this.#held += items.length;
    this.#out.add(slot);
    if (ordered) this.#slots.push(slot);
  }

  #settle(slot: Slot, results: Results): void {
    slot.results = results;
    slot.call = undefined;
    this.#out.delete(slot);
    if (this.#ended) return;
    if (!this.#init.ordered) this.#slots.push(slot);
    this.#notify();
  }

  #resultsOf([values, failures]: Settled): Results {
    if (failures.length === 0) return { values, failures: NO_FAILURES };
    const { caller } = this.#init.prepared;
    // With their stacks made whole.
    const errors = failures.map(
      ([index, error]) => [index, caller?.attachTo(arrivedError(error))] as const,
    );
    return { values, failures: new Map(errors) };
  }

  #notify(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** All items of a chunk have failed, for the same reason. */
function allFailed(count: number, error: unknown): Results {
  const values = Array.from({ length: count }, () => undefined);
  return { values, failures: new Map(values.map((_, index) => [index, error])) };
}
