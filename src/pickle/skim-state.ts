/** What kind of value stands on the stack of a {@link SkimState}; 0 to {@link Kind.deepest} can be keys. */
export const Kind = {
  /** A number, a text, bytes, None or a bool; above it tuples and frozensets of hashable values, by their depth. */
  atom: 0,
  /** Deeper ones aren't hashed here. */
  deepest: 8,
  list: 20,
  dict: 21,
  set: 22,
  /** Anything else that can't be a key. */
  other: 23,
} as const;

const FIRST_CAPACITY = 1024;
const LARGEST_KEPT = 1 << 20;

/**
 * The stack, the marks and the memo of a pickle, without its values: of each it is only known what kind it is, where in
 * the bytes it begins and how many numbers of the memo had been given before it. It is used for one skim after another.
 */
export class SkimState {
  kinds: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  starts: Int32Array = new Int32Array(FIRST_CAPACITY);
  memoBases: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** How many values are on the stack. */
  depth = 0;
  /** Where the topmost mark is; what lies below can't be taken. */
  fence = 0;
  marks: number[] = [];
  /** Where the marks are in the bytes. */
  markStarts: number[] = [];
  memo: Uint8Array = new Uint8Array(FIRST_CAPACITY);
  memoized = 0;
  /** The number of the first value in the memo. */
  firstNumber = 0;
  explicit = false;
  /** Where the references are and which number each has, in turn. */
  references: Int32Array = new Int32Array(FIRST_CAPACITY);
  /** Twice as many as there are references. */
  referenceEnd = 0;
  /** Where the FRAMEs are. */
  readonly frames: number[] = [];

  /** Begins anew. What a large message made large is let go. */
  reset(): void {
    if (this.kinds.length > LARGEST_KEPT || this.references.length > LARGEST_KEPT) this.#shrink();
    this.depth = 0;
    this.fence = 0;
    if (this.marks.length > 0) this.marks.length = this.markStarts.length = 0;
    this.memoized = 0;
    this.firstNumber = 0;
    this.explicit = false;
    this.referenceEnd = 0;
    if (this.frames.length > 0) this.frames.length = 0;
  }

  #shrink(): void {
    this.kinds = new Uint8Array(FIRST_CAPACITY);
    this.starts = new Int32Array(FIRST_CAPACITY);
    this.memoBases = new Int32Array(FIRST_CAPACITY);
    this.memo = new Uint8Array(FIRST_CAPACITY);
    this.references = new Int32Array(FIRST_CAPACITY);
  }

  /** The next value is one that has a number. */
  refer(start: number, index: number): void {
    if (this.referenceEnd === this.references.length) this.references = grownWords(this.references);
    this.references[this.referenceEnd++] = start;
    this.references[this.referenceEnd++] = index;
  }

  push(kind: number, start: number): void {
    if (this.depth === this.kinds.length) this.grow();
    this.kinds[this.depth] = kind;
    this.starts[this.depth] = start;
    this.memoBases[this.depth] = this.memoized;
    this.depth += 1;
  }

  mark(start: number): void {
    this.marks.push(this.fence);
    this.markStarts.push(start);
    this.fence = this.depth;
  }

  /** Takes the topmost mark away; gives false when there is none. */
  unmark(): boolean {
    const below = this.marks.pop();
    if (below === undefined) return false;
    this.markStarts.pop();
    this.fence = below;
    return true;
  }

  /** Gives the topmost value the next number; gives false when there is none. */
  memoize(): boolean {
    if (this.depth <= this.fence) return false;
    if (this.memoized === this.memo.length) this.memo = grown(this.memo);
    this.memo[this.memoized++] = this.kinds[this.depth - 1] ?? 0;
    return true;
  }

  /** The kind that a tuple or frozenset of the values from `from` on is. */
  kindOfTuple(from: number): number {
    let deepest = 0;
    for (let index = from; index < this.depth; index += 1) {
      const kind = this.kinds[index] ?? 0;
      if (kind >= Kind.deepest) return Kind.other;
      if (kind > deepest) deepest = kind;
    }
    return deepest + 1;
  }

  /** Makes room on the stack and in the memo for one more at least. */
  grow(): void {
    this.memo = grown(this.memo);
    if (this.depth < this.kinds.length) return;
    this.kinds = grown(this.kinds);
    this.starts = grownWords(this.starts);
    this.memoBases = grownWords(this.memoBases);
  }
}

function grown(bytes: Uint8Array): Uint8Array {
  const more = new Uint8Array(bytes.length * 2);
  more.set(bytes);
  return more;
}

function grownWords(words: Int32Array): Int32Array {
  const more = new Int32Array(words.length * 2);
  more.set(words);
  return more;
}
