import type { AnyFunction } from "../closure/revive.ts";
import { CallFlag } from "../wire/messages.ts";
import { Sheet } from "../wire/sheet.ts";
import { isThenable, runChunk, type Settled } from "./chunk.ts";

/** How a sheet is to be worked on. */
export type SheetArguments = readonly [
  buffer: SharedArrayBuffer,
  /** What an item has cost lately, in milliseconds; NaN when nobody knows. */
  cost: number,
  /** How many workers claim from it. */
  workers: number,
];

/** What has been worked off: pairs of the first item's place and a number of items; their values; where they failed. */
export type SheetResults = readonly [ranges: number[], values: unknown[], failures: Failures];

type Failures = Settled[1];

/** Items are claimed for about so many milliseconds at a time … */
const CLAIM = 1.5;
/** … of which there may be four times as many as the time before: the first measurements say little. */
const GROWTH = 4;
/** After so many milliseconds the results are sent, and others get their turn. */
const SLICE = 20;

/** Runs `target` for items of a sheet until there are none or its time is over. Gives a promise as `runChunk` does. */
export function runSheet(target: AnyFunction, sheet: SheetArguments, flags: number): unknown {
  const run = new SheetRun(target, sheet, flags);
  return run.run();
}

class SheetRun {
  readonly #target: AnyFunction;
  readonly #flags: number;
  readonly #sheet: Sheet;
  readonly #workers: number;
  readonly #end = performance.now() + SLICE;
  readonly #ranges: number[] = [];
  readonly #values: unknown[] = [];
  readonly #failures: Failures = [];
  #cost: number;
  #last = 1;

  constructor(target: AnyFunction, [buffer, cost, workers]: SheetArguments, flags: number) {
    this.#target = target;
    this.#flags = flags;
    this.#sheet = new Sheet(buffer);
    this.#workers = workers;
    this.#cost = cost;
  }

  run(): SheetResults | Promise<SheetResults> {
    let now = performance.now();
    while (now < this.#end) {
      const claim = this.#sheet.claim(this.#size());
      if (claim === undefined) break;
      const { first, items } = claim;
      const results = items.some(isThenable)
        ? Promise.all(items).then((loaded) => runChunk(this.#target, loaded, this.#flags))
        : runChunk(this.#target, items, this.#flags);
      if (isThenable(results)) return this.#await(results, first, now);
      now = this.#note(results, first, now);
    }
    return [this.#ranges, this.#values, this.#failures];
  }

  async #await(pending: PromiseLike<unknown>, first: number, start: number): Promise<SheetResults> {
    this.#note(await pending, first, start);
    return this.run();
  }

  /** How many items to claim: by what they cost, and towards the end a fair share of what is left. */
  #size(): number {
    const affordable = this.#cost > 0 ? Math.floor(CLAIM / this.#cost) : 1;
    const share = Math.ceil(this.#sheet.remaining / (2 * this.#workers));
    this.#last = Math.max(1, Math.min(affordable, this.#last * GROWTH, share));
    return this.#last;
  }

  /** `results` is what `runChunk` gives. Gives the time. */
  #note(results: unknown, first: number, start: number): number {
    const settles = (this.#flags & CallFlag.settleAll) !== 0;
    // As `runChunk` says.
    const [values, failures] = settles ? (results as Settled) : [results as unknown[], []];
    for (const [index, error] of failures) this.#failures.push([first + index, error]);
    this.#ranges.push(first, values.length);
    for (const value of values) this.#values.push(value);
    const now = performance.now();
    const each = (now - start) / values.length;
    // What gets dearer is believed at once: a guess that is too low holds up the end.
    this.#cost = this.#cost > each ? this.#cost * 0.6 + each * 0.4 : each;
    return now;
  }
}
