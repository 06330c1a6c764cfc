import { ClosedError } from "../errors.ts";
import type { BlockReference, Memory } from "./memory.ts";

/** How many words a block's reference takes in shared memory: its segment plus one, its offset, its serial number. */
export const REFERENCE_WORDS = 3;

/** The first word is written last, so that whoever finds it not to be 0 finds the others complete. */
export function writeReference(
  words: Int32Array,
  at: number,
  [segment, offset, serial]: BlockReference,
): void {
  words[at + 1] = offset;
  words[at + 2] = serial;
  Atomics.store(words, at, segment + 1);
}

export function readReference(words: Int32Array, at: number): BlockReference | undefined {
  const segment = Atomics.load(words, at);
  return segment === 0 ? undefined : [segment - 1, words[at + 1] ?? 0, words[at + 2] ?? 0];
}

export function clearReference(words: Int32Array, at: number): void {
  Atomics.store(words, at, 0);
}

/** Whether it is this reference that stands there. */
export function isReferenceAt(
  words: Int32Array,
  at: number,
  [segment, offset, serial]: BlockReference,
): boolean {
  return words[at] === segment + 1 && words[at + 1] === offset && words[at + 2] === serial;
}

/** Nobody will use this part of another block again: it is freed, unless that has happened already. */
export function giveUp(memory: Memory, reference: BlockReference): void {
  try {
    const block = memory.open(reference);
    block.discard();
    block.release();
  } catch (error) {
    // Who gave it up before was killed before it could say so.
    if (!(error instanceof ClosedError)) throw error;
  }
}
