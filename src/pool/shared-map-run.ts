import { CallFlag } from "../wire/messages.ts";
import { SheetWriter, type Sheet } from "../wire/sheet.ts";
import type { SheetArguments, SheetResults } from "../worker/sheet-run.ts";
import type { Call } from "./call.ts";
import { cancelAll } from "./map-run.ts";
import { MapResults, type MapEnds } from "./map-results.ts";
import type { MapOptions } from "./options.ts";
import type { CallSubmitter } from "./submitter.ts";
import { explained } from "./unsendable.ts";

/** What a `map` over shared memory consists of. */
export interface SharedMapInit extends MapEnds {
  readonly submitter: CallSubmitter;
  readonly items: readonly unknown[];
  readonly workers: number;
  /** How many calls one worker runs at a time. */
  readonly concurrency: number;
  readonly options: MapOptions;
}

/** A sheet that has been written, and where its first item stands among all. */
interface Part {
  readonly sheet: Sheet;
  readonly first: number;
  /** How many calls claim from it. */
  out: number;
}

/** So many sheets are begun at a time: one is worked off, the next is there when it is empty, one is nearly done. */
const MOST_PARTS = 3;
/** What a call promises to its worker's load, in milliseconds: that it will claim something. */
const PROMISE = 1;

/**
 * One `map` of an array where memory is shared. The items are written to sheets, and every worker is asked to claim from
 * them until they are empty; so it depends on nobody's guess who does how much.
 */
export class SharedMapRun {
  readonly #init: SharedMapInit;
  readonly #results: MapResults;
  readonly #writer = new SheetWriter();
  readonly #open = new Set<Call>();
  #parts: Part[] = [];
  readonly #end: number;
  #next = 0;

  constructor(init: SharedMapInit) {
    this.#init = init;
    this.#results = new MapResults(init);
    this.#end = init.items.length;
  }

  start(): void {
    this.#fill();
  }

  /** Ends it with `reason`: nothing more is claimed, and what runs is asked to stop; no worker is killed for it. */
  cancel(reason: unknown): boolean {
    if (!this.#results.fail(reason)) return false;
    for (const { sheet } of this.#parts) sheet.close();
    cancelAll(this.#init.submitter, this.#open);
    return true;
  }

  #fill(): void {
    const { workers, concurrency } = this.#init;
    try {
      while (!this.#results.ended && this.#open.size < workers * (concurrency + 1)) {
        if (!this.#askForMore()) break;
      }
    } catch (error) {
      this.cancel(error);
    }
    // Calls that come too late for any item end by themselves; nobody waits for them.
    const isLost = this.#next === this.#end && this.#open.size === 0;
    if (this.#results.placed === this.#end || isLost) this.#results.finish();
  }

  /** Sends one more call, if there is one to send. */
  #askForMore(): boolean {
    const { workers, concurrency } = this.#init;
    this.#parts = this.#parts.filter(({ sheet }) => sheet.remaining > 0);
    const part = this.#parts.find(
      ({ sheet, out }) => out < Math.min(workers * concurrency, sheet.remaining),
    );
    if (part !== undefined) this.#claim(part);
    else if (this.#next < this.#end && this.#parts.length < MOST_PARTS) this.#write();
    else return false;
    return true;
  }

  /** Writes the next sheet; an item that can't lie in shared memory is sent as a call of its own. */
  #write(): void {
    const { items } = this.#init;
    const first = this.#next;
    while (this.#next < this.#end && !this.#writer.isFull) {
      if (!this.#add(this.#next)) break;
      this.#next++;
    }
    if (this.#writer.count > 0) this.#parts.push({ sheet: this.#writer.finish(), first, out: 0 });
    else this.#sendAlone(items[this.#next++]);
  }

  #add(index: number): boolean {
    try {
      return this.#writer.add(this.#init.items[index]);
    } catch (error) {
      throw explained(error, `item [${index}]`, this.#init.prepared);
    }
  }

  #claim(part: Part): void {
    const { submitter, prepared, options, workers, flags } = this.#init;
    const cost = prepared.cost.milliseconds;
    const call = submitter.sheetCall(prepared, options);
    call.flags |= flags | CallFlag.sheet;
    call.items = cost > 0 ? Math.max(1, Math.floor(PROMISE / cost)) : 1;
    call.resolve = (value) => {
      part.out--;
      // The loop answers so.
      this.#place(call, part.first, value as SheetResults);
    };
    call.reject = (error) => {
      part.out--;
      this.#lose(call, part.first, error);
    };
    const args: SheetArguments = [part.sheet.buffer, cost, workers];
    submitter.submit(call, args);
    part.out++;
    this.#open.add(call);
  }

  #sendAlone(item: unknown): void {
    const { submitter, prepared, options, flags } = this.#init;
    const index = this.#next - 1;
    const call = submitter.call(prepared, options);
    call.flags |= flags;
    call.resolve = (chunk) => {
      this.#open.delete(call);
      if (this.#results.ended) return;
      this.#results.placeChunk(index, chunk);
      this.#fill();
    };
    call.reject = (error) => this.#lose(call, index, error);
    submitter.submit(call, [item]);
    this.#open.add(call);
  }

  #place(call: Call, base: number, [ranges, values, failures]: SheetResults): void {
    this.#open.delete(call);
    if (this.#results.ended) return;
    let next = 0;
    for (let pair = 0; pair < ranges.length; pair += 2) {
      const [first = 0, count = 0] = [ranges[pair], ranges[pair + 1]];
      for (let index = 0; index < count; index++)
        this.#results.place(base + first + index, values[next++]);
    }
    for (const [index, error] of failures) this.#results.noteItem(base + index, error);
    this.#fill();
  }

  #lose(call: Call, first: number, error: unknown): void {
    this.#open.delete(call);
    if (this.#init.options.failFast !== false) return void this.cancel(error);
    this.#results.note(first, error);
    this.#fill();
  }
}
