/**
 * What a lock's word can hold:
 *
 *     0            free
 *     token        held by the thread that the token names; nobody has announced that they wait
 *     token|WAITED held, and whoever releases it has to wake somebody
 *
 * A token names one life of one slot, so that a word which a dead thread left behind is told from one of the thread
 * that took over its slot: bits 0-15 are the slot's number plus one (a token is never 0), bits 16-30 its generation.
 */

/** Names one thread of one process for as long as it lives. */
export type Token = number;

/** The highest bit: somebody waits for the word to change. */
export const WAITED: number = -0x8000_0000;

/** Generations are counted modulo this. */
export const GENERATIONS = 0x8000;

const SLOT_BITS = 16;
const SLOT_MASK = 0xffff;

export function tokenOf(slot: number, generation: number): Token {
  return (generation << SLOT_BITS) | (slot + 1);
}

/** The slot that a token, or a word that holds one, names. */
export function slotOf(word: number): number {
  return (word & SLOT_MASK) - 1;
}

export function generationOf(word: number): number {
  return (word >>> SLOT_BITS) & (GENERATIONS - 1);
}

/** The token in a word, without the announcement. */
export function holderIn(word: number): Token {
  return word & ~WAITED;
}
