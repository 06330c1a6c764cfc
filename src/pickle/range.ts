import type { HashWork } from "./hash-work.ts";
import { sequenceKey } from "./key.ts";
import { PythonValue } from "./python-value.ts";

/** Python's range. Two ranges are the same key when they have the same numbers. */
export class Range extends PythonValue {
  readonly start: number | bigint;
  readonly stop: number | bigint;
  readonly step: number | bigint;

  constructor(start: number | bigint, stop: number | bigint, step: number | bigint = 1) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  get typeName(): string {
    return "range";
  }

  /** How many numbers it has. */
  get length(): number | bigint {
    const [start, stop, step] = [BigInt(this.start), BigInt(this.stop), BigInt(this.step)];
    const distance = step > 0n ? stop - start + step - 1n : start - stop - step - 1n;
    const count = distance / (step > 0n ? step : -step);
    if (count <= 0n) return 0;
    return count <= Number.MAX_SAFE_INTEGER ? Number(count) : count;
  }

  *[Symbol.iterator](): IterableIterator<number | bigint> {
    const count = this.length;
    if (typeof this.start === "number" && typeof this.step === "number") {
      for (let index = 0; index < count; index += 1) yield this.start + index * this.step;
      return;
    }
    for (let index = 0n; index < count; index += 1n)
      yield BigInt(this.start) + index * BigInt(this.step);
  }

  override hashKey(work: HashWork): unknown {
    const { length } = this;
    if (length === 0) return sequenceKey("r", [0], work);
    return sequenceKey("r", length === 1 ? [1, this.start] : [length, this.start, this.step], work);
  }
}
