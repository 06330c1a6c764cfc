import { Cursor } from "./cursor.ts";

/** The machine that every pickle is a program for: a stack with marks, and a memo of values by number. */
export class DecodeStack extends Cursor {
  /** What lies above the depth is old: cutting an array off costs more than writing over it. */
  readonly stack: unknown[] = [];
  depth = 0;
  /** Where the topmost mark stands: what lies below belongs to others. */
  fence = 0;
  readonly #marks: number[] = [];
  readonly memo: unknown[] = [];
  /** The number of the first value in `memo`. */
  memoBase = 0;
  /** How many numbers have been given; MEMOIZE takes this one. */
  #memoized = 0;
  /** Numbers out of order. */
  #sparse: Map<number, unknown> | undefined;

  /** Numbers below `count` are taken by what came before these bytes. */
  startMemoAt(count: number): void {
    this.memoBase = count;
    this.#memoized = count;
  }

  push(value: unknown): void {
    this.stack[this.depth++] = value;
  }

  pop(): unknown {
    if (this.depth <= this.fence) throw this.underflow();
    return this.stack[--this.depth];
  }

  top(): unknown {
    if (this.depth <= this.fence) throw this.underflow();
    return this.stack[this.depth - 1];
  }

  mark(): void {
    this.#marks.push(this.fence);
    this.fence = this.depth;
  }

  /** Takes away everything above the topmost mark, and the mark. */
  popMark(): unknown[] {
    const { fence, depth } = this;
    this.unmark();
    this.depth = fence;
    return this.stack.slice(fence, depth);
  }

  /** Takes the topmost mark away and leaves what is above it; gives where it stood. */
  unmark(): number {
    const below = this.#marks.pop();
    if (below === undefined) throw this.error("a mark is missing");
    const { fence } = this;
    this.fence = below;
    return fence;
  }

  /** POP: takes away the topmost value, or the mark when it is what stands on top. */
  discard(): void {
    if (this.depth === this.fence && this.#marks.length > 0) this.unmark();
    else this.pop();
  }

  memoize(): void {
    this.remember(this.top());
  }

  /** The same for a value that is known to be on top. */
  remember(value: unknown): void {
    if (this.#memoized - this.memoBase === this.memo.length) this.#extend(value);
    else this.#putSparsely(this.#memoized, value);
  }

  put(number: number): void {
    const value = this.top();
    const { memo } = this;
    const index = number - this.memoBase;
    if (index >= 0 && index < memo.length) memo[index] = value;
    else if (index === memo.length) this.#extend(value);
    else if (memo.length === 0 && this.#sparse === undefined) {
      this.memoBase = number;
      this.#extend(value);
    } else this.#putSparsely(number, value);
  }

  get(number: number): unknown {
    const index = number - this.memoBase;
    if (index >= 0 && index < this.memo.length) return this.memo[index];
    if (this.#sparse?.has(number) === true) return this.#sparse.get(number);
    throw this.error(`it refers to value ${number} of the memo, which isn't there`);
  }

  /** Whether something was put there. */
  has(number: number): boolean {
    const index = number - this.memoBase;
    return (index >= 0 && index < this.memo.length) || this.#sparse?.has(number) === true;
  }

  #extend(value: unknown): void {
    this.memo.push(value);
    this.#memoized += 1;
  }

  #putSparsely(number: number, value: unknown): void {
    this.#sparse ??= new Map();
    this.spend(48);
    if (!this.#sparse.has(number)) this.#memoized += 1;
    this.#sparse.set(number, value);
  }

  underflow(): Error {
    return this.error("it takes more from the stack than is there");
  }
}
