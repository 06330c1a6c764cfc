import { SLOT_SET_WORDS, SlotSet } from "../../../src/memory/slot-set.ts";
import type { Waiting } from "../../../src/memory/memory.ts";
import type { ModelBlock, ModelMemory } from "./model-memory.ts";

/** The word of a {@link Counter}, behind its set. */
const COUNT = SLOT_SET_WORDS;

/** The simplest thing that can be waited for: a number of things to take. */
export class Counter {
  readonly set: SlotSet;
  readonly memory: ModelMemory;
  readonly #words: Int32Array;
  readonly #index: number;

  constructor(block: ModelBlock) {
    this.set = new SlotSet(block, 0);
    this.memory = block.memory;
    this.#words = block.words;
    this.#index = block.start + COUNT;
  }

  get count(): number {
    return Atomics.load(this.#words, this.#index);
  }

  give(): void {
    this.put();
    this.memory.parking.wake(this.set);
  }

  /** Gives without calling anybody. */
  put(): void {
    Atomics.add(this.#words, this.#index, 1);
  }

  /** Takes one; undefined when there is none. */
  tryTake(): true | undefined {
    for (;;) {
      const { count } = this;
      if (count === 0) return undefined;
      if (Atomics.compareExchange(this.#words, this.#index, count, count - 1) === count)
        return true;
    }
  }

  get waiting(): Waiting<true> {
    return { set: this.set, attempt: () => this.tryTake() };
  }
}
