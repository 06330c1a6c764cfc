/** Milliseconds that the rate looks back. */
const memory = 10_000;

/** Milliseconds between two marks; more would cost more and tell no more. */
const spacing = 250;

interface Mark {
  readonly time: number;
  readonly count: number;
}

/** Tells how fast a count has been growing lately. Time is an argument, in milliseconds. */
export class RateMeter {
  #marks: Mark[];
  #count = 0;

  constructor(now: number) {
    this.#marks = [{ time: now, count: 0 }];
  }

  /** The count so far; it never falls. */
  note(count: number, now: number): void {
    this.#count = count;
    const last = this.#marks.at(-1);
    if (last !== undefined && now - last.time < spacing) return;
    this.#marks.push({ time: now, count });
    const kept = this.#marks.findLastIndex((mark) => now - mark.time >= memory);
    if (kept > 0) this.#marks = this.#marks.slice(kept);
  }

  /** Per second, over the last ten seconds or so; undefined before anything has been counted. */
  rate(now: number): number | undefined {
    const first = this.#marks[0];
    if (first === undefined || this.#count === first.count || now <= first.time) return undefined;
    return ((this.#count - first.count) * 1_000) / (now - first.time);
  }
}
