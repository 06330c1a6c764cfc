import type { Block, Memory, WaitLimits, Waiting } from "../memory/memory.ts";
import { kinds } from "../memory/kinds.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import type { SharedKind } from "./shared-object.ts";

/** The words of an event. */
const SET = 0;
const TIMES = 1;
const WAITERS = 16;

/**
 * An event in shared memory. Layout: `Int32[0]`: 1 when it is set; `Int32[1]`: how often it has been set, modulo 2^32;
 * `Int32[16-48]`: who waits. A wait ends when the number has changed since it began, so that those who wait are woken
 * also by an event that is cleared at once.
 */
export class EventState {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly waiters: SlotSet;

  constructor(block: Block) {
    this.#memory = block.memory;
    this.#words = block.words;
    this.#at = block.start;
    this.waiters = new SlotSet(block, WAITERS);
  }

  isSet(): boolean {
    return Atomics.load(this.#words, this.#at + SET) === 1;
  }

  set(): void {
    Atomics.store(this.#words, this.#at + SET, 1);
    Atomics.add(this.#words, this.#at + TIMES, 1);
    this.#memory.parking.wake(this.waiters, Infinity);
  }

  clear(): void {
    Atomics.store(this.#words, this.#at + SET, 0);
  }

  wait(limits?: WaitLimits): Promise<true> {
    return this.#memory.parking.wait(this.#waiting(), limits);
  }

  waitSync(limits?: WaitLimits): true {
    return this.#memory.parking.waitSync(this.#waiting(), limits);
  }

  #waiting(): Waiting<true> {
    const before = Atomics.load(this.#words, this.#at + TIMES);
    return {
      set: this.waiters,
      attempt: () =>
        this.isSet() || Atomics.load(this.#words, this.#at + TIMES) !== before || undefined,
    };
  }
}

export const eventKind: SharedKind<EventState, undefined> = {
  name: "Event",
  code: kinds.event,
  bytes: () => (WAITERS + SLOT_SET_WORDS) * Int32Array.BYTES_PER_ELEMENT,
  prepare() {
    // Zeros are an event that hasn't been set.
  },
  open: (block) => new EventState(block),
};
