import type { BlockReference } from "./memory.ts";
import {
  clearReference,
  isReferenceAt,
  readReference,
  REFERENCE_WORDS,
  writeReference,
} from "./reference-words.ts";

/** So many sections are kept at most. */
const MOST = 4;

/** How many words {@link KeptSections} take. */
export const KEPT_SECTIONS_WORDS: number = MOST * REFERENCE_WORDS;

/**
 * Sections of the largest usual size that the consumers of a ring have left, for the next time that its producers need
 * one: new memory takes ten times as long to be filled for the first time. Layout: `Int32[12]`: four references, or 0 in
 * the first word of one.
 *
 * Only a consumer that has the consumers' latch fills an entry, and only an empty one; only a producer that has the
 * producers' latch empties one. So neither has to know what the other is doing.
 */
export class KeptSections {
  readonly #words: Int32Array;
  readonly #at: number;

  /** `at` is the index of the first of its words. */
  constructor(words: Int32Array, at: number) {
    this.#words = words;
    this.#at = at;
  }

  /** Whether `keep` finds room. */
  get hasRoom(): boolean {
    return this.#find((at) => readReference(this.#words, at) === undefined) >= 0;
  }

  /** For consumers. */
  keep(reference: BlockReference): void {
    const at = this.#find((entry) => readReference(this.#words, entry) === undefined);
    if (at >= 0) writeReference(this.#words, at, reference);
  }

  /** For producers: one of them, which stays here until it is forgotten. */
  get some(): BlockReference | undefined {
    const at = this.#find((entry) => readReference(this.#words, entry) !== undefined);
    return at < 0 ? undefined : readReference(this.#words, at);
  }

  /** For producers: it is in use again. */
  forget(reference: BlockReference): void {
    const at = this.#find((entry) => isReferenceAt(this.#words, entry, reference));
    if (at >= 0) clearReference(this.#words, at);
  }

  #find(isWanted: (at: number) => boolean): number {
    const end = this.#at + KEPT_SECTIONS_WORDS;
    for (let at = this.#at; at < end; at += REFERENCE_WORDS) if (isWanted(at)) return at;
    return -1;
  }
}
