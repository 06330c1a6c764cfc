import type { Block, BlockReference, WaitLimits } from "../../src/memory/memory.ts";
import { SLOT_SET_WORDS, SlotSet } from "../../src/memory/slot-set.ts";
import { holderIn } from "../../src/memory/word.ts";
import {
  createShared,
  reviveShared,
  type SharedKind,
  type SharedObject,
} from "../../src/sync/shared-object.ts";

/** What `acquire` gives: whether the last holder died. */
export type Acquired = "acquired" | "recovered";

/** A small shared object with all that states can have. `Int32[2]`: holder, count; then who waits to be the holder. */
class TallyState {
  readonly #block: Block;
  readonly #waiting: SlotSet;
  readonly step: number;

  constructor(block: Block) {
    this.#block = block;
    this.#waiting = new SlotSet(block, 3);
    this.step = Atomics.load(block.words, block.start + 2);
  }

  get count(): number {
    return Atomics.load(this.#block.words, this.#block.start + 1);
  }

  tryAcquire(): Acquired | undefined {
    const { memory, start, words } = this.#block;
    const holder = Atomics.load(words, start);
    if (holder !== 0 && !memory.isDead(holder)) return undefined;
    if (Atomics.compareExchange(words, start, holder, memory.me) !== holder) return undefined;
    return holder === 0 ? "acquired" : "recovered";
  }

  acquire(limits: WaitLimits = {}): Promise<Acquired> {
    return this.#block.memory.parking.wait(this.#wait(), limits);
  }

  acquireSync(limits: WaitLimits = {}): Acquired {
    return this.#block.memory.parking.waitSync(this.#wait(), limits);
  }

  release(): void {
    const { memory, start, words } = this.#block;
    if (holderIn(Atomics.load(words, start)) !== memory.me) throw new RangeError("not the holder");
    Atomics.store(words, start, 0);
    memory.parking.wake(this.#waiting);
  }

  /** Not atomic: to be called by the holder. */
  add(): void {
    const index = this.#block.start + 1;
    this.#block.words[index] = (this.#block.words[index] ?? 0) + this.step;
  }

  waiters(): number {
    return this.#waiting.members().length;
  }

  reversed(bytes: Uint8Array): Uint8Array {
    return bytes.toReversed();
  }

  #wait(): { readonly set: SlotSet; readonly attempt: () => Acquired | undefined } {
    return { set: this.#waiting, attempt: () => this.tryAcquire() };
  }
}

export const tallyKind: SharedKind<TallyState, number> = {
  name: "Tally",
  code: 1000,
  bytes: () => 4 * (3 + SLOT_SET_WORDS),
  prepare({ words, start }, step) {
    words[start + 2] = step;
  },
  open: (block) => new TallyState(block),
};

export type Tally = SharedObject<TallyState>;

export function makeTally(step = 1): Tally {
  return createShared(tallyKind, step);
}

export function reviveTally(reference: BlockReference): Tally {
  return reviveShared(tallyKind, reference);
}
