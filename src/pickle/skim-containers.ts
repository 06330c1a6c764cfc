import { Weight } from "./budget.ts";
import { Kind, SkimState } from "./skim-state.ts";

/** The items that a tuple was made of, by where they are in the bytes. */
export interface Items {
  /** Where the tuple begins. */
  start: number;
  /** Where the opcode is that makes it. */
  end: number;
  /** How many numbers of the memo had been given there. */
  memoized: number;
  /** How many there are; the lists may be longer. */
  count: number;
  readonly starts: number[];
  /** How many numbers of the memo had been given before each. */
  readonly memoBases: number[];
}

function noItems(): Items {
  return { start: -1, end: 0, memoized: 0, count: 0, starts: [], memoBases: [] };
}

/** The part of a skim that makes and fills containers: it checks what a reader would check. */
export class SkimContainers extends SkimState {
  position = 0;
  /** What a reader of the values will take, roughly and in bytes. */
  weight = 0;
  /** Of what the tuple at the bottom of the stack was made. */
  readonly outer: Items = noItems();
  /** Of what the last tuple that was made at place 2 above the first mark was made: the arguments of a request. */
  readonly inner: Items = noItems();

  container(kind: number, weight: number): boolean {
    this.weight += weight;
    this.push(kind, this.position++);
    return true;
  }

  setItems(): boolean {
    const from = this.fence;
    this.position += 1;
    if (!this.unmark() || from <= this.fence || (this.depth - from) % 2 !== 0) return false;
    if (this.kinds[from - 1] !== Kind.dict) return false;
    for (let index = from; index < this.depth; index += 2)
      if ((this.kinds[index] ?? Kind.other) > Kind.deepest) return false;
    this.weight += ((this.depth - from) >> 1) * Weight.entry;
    this.depth = from;
    return true;
  }

  setItem(): boolean {
    this.position += 1;
    const { depth, kinds } = this;
    if (depth - 3 < this.fence || kinds[depth - 3] !== Kind.dict) return false;
    this.weight += Weight.entry;
    this.depth = depth - 2;
    return (kinds[depth - 2] ?? Kind.other) <= Kind.deepest;
  }

  appends(): boolean {
    const from = this.fence;
    this.position += 1;
    if (!this.unmark() || from <= this.fence || this.kinds[from - 1] !== Kind.list) return false;
    this.depth = from;
    return true;
  }

  append(): boolean {
    this.position += 1;
    const { depth } = this;
    if (depth - 2 < this.fence || this.kinds[depth - 2] !== Kind.list) return false;
    this.depth = depth - 1;
    return true;
  }

  addItems(): boolean {
    const from = this.fence;
    this.position += 1;
    if (!this.unmark() || from <= this.fence || this.kinds[from - 1] !== Kind.set) return false;
    if (this.kindOfTuple(from) === Kind.other) return false;
    this.weight += (this.depth - from) * Weight.entry;
    this.depth = from;
    return true;
  }

  frozenSet(): boolean {
    const from = this.fence;
    const start = this.markStarts.at(-1) ?? 0;
    this.position += 1;
    if (!this.unmark()) return false;
    const kind = this.kindOfTuple(from);
    if (kind === Kind.other) return false;
    this.weight += Weight.set + (this.depth - from) * Weight.entry;
    this.#collapse(from, kind, start);
    return true;
  }

  markedTuple(): boolean {
    const from = this.fence;
    const start = this.markStarts.at(-1) ?? 0;
    return this.unmark() && this.#tupleOf(from, start);
  }

  shortTuple(count: number): boolean {
    const from = this.depth - count;
    return from >= this.fence && this.#tupleOf(from, this.starts[from] ?? 0);
  }

  /** Makes a tuple of the values from `from` on. What it is made of is noted where it may be a part of the request. */
  #tupleOf(from: number, start: number): boolean {
    if (from === 2 && this.marks.length === 1) this.#note(this.inner, from, start);
    else if (from === 0) this.#note(this.outer, from, start);
    this.weight += Weight.tuple;
    this.#collapse(from, this.kindOfTuple(from), start);
    this.position += 1;
    return true;
  }

  emptyTuple(at: number): boolean {
    if (this.depth === 2 && this.marks.length === 1) this.#note(this.inner, 2, at);
    this.push(1, at);
    this.position = at + 1;
    return true;
  }

  #note(into: Items, from: number, start: number): void {
    into.start = start;
    into.end = this.position;
    into.memoized = this.memoized;
    into.count = this.depth - from;
    for (let index = 0; index < into.count; index += 1) {
      into.starts[index] = this.starts[from + index] ?? 0;
      into.memoBases[index] = this.memoBases[from + index] ?? 0;
    }
  }

  /** Puts one value in the place of all those from `from` on. */
  #collapse(from: number, kind: number, start: number): void {
    if (from === this.depth) return this.push(kind, start);
    this.kinds[from] = kind;
    this.starts[from] = start;
    this.depth = from + 1;
  }
}
