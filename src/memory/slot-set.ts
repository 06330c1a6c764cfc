import type { Block } from "./memory.ts";
import { SLOT_BITS_WORDS, SlotBits } from "./slot-bits.ts";

/** How many words a {@link SlotSet} takes. */
export const SLOT_SET_WORDS: number = SLOT_BITS_WORDS;

/** A set of threads as a part of a shared object: those who wait for something there. */
export class SlotSet extends SlotBits {
  readonly block: Block;
  /** The same for every object that stands for this set in this thread, and different for every other set. */
  readonly key: number;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number) {
    const at = block.start + offset;
    super(block.words, at);
    this.block = block;
    this.key = block.reference[0] * 2 ** 32 + at;
  }
}
