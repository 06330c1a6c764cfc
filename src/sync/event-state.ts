import type { Block, Memory, WaitLimits, Waiting } from "../memory/memory.ts";
import { kinds } from "../memory/kinds.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import type { SharedKind } from "./shared-object.ts";

/** The words of an event. */
const CHANGES = 0;
const WAITERS = 16;

/**
 * An event in shared memory. Layout: `Int32[0]`: how often it has been set or cleared, modulo 2^32: it is set while that
 * is odd; `Int32[16-48]`: who waits. A wait ends when the number has changed since it began, so that those who wait are
 * woken also by an event that is cleared at once. To set what is set changes nothing, and neither does to clear what
 * isn't, so each of them is one store.
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
    return isOdd(this.#changes);
  }

  set(): void {
    this.#makeIt(true);
    // Also if it was set: whoever set it may have died before this.
    this.#memory.parking.wake(this.waiters, Infinity);
  }

  clear(): void {
    this.#makeIt(false);
  }

  wait(limits?: WaitLimits): Promise<true> {
    return this.#memory.parking.wait(this.#waiting(), limits);
  }

  waitSync(limits?: WaitLimits): true {
    return this.#memory.parking.waitSync(this.#waiting(), limits);
  }

  #waiting(): Waiting<true> {
    const before = this.#changes;
    return {
      set: this.waiters,
      attempt: () => isOdd(before) || this.#changes !== before || undefined,
    };
  }

  get #changes(): number {
    return Atomics.load(this.#words, this.#at + CHANGES);
  }

  #makeIt(wanted: boolean): void {
    for (;;) {
      const changes = this.#changes;
      if (isOdd(changes) === wanted) return;
      const index = this.#at + CHANGES;
      if (Atomics.compareExchange(this.#words, index, changes, changes + 1) === changes) return;
    }
  }
}

function isOdd(changes: number): boolean {
  return (changes & 1) === 1;
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
