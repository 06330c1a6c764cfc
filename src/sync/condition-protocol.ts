import { Latch } from "../memory/latch.ts";
import type { Block } from "../memory/memory.ts";
import { WAITER_COUNTS_WORDS, WaiterCounts } from "./waiter-counts.ts";

/** Where in the block what is, in words. */
const LATCH = 0;
const NEXT = 1;
const COUNTS = 2;
/** How many words {@link ConditionProtocol} takes. */
export const CONDITION_PROTOCOL_WORDS: number = COUNTS + WAITER_COUNTS_WORDS;

/**
 * Who waits for a condition and who of them is notified; without any waiting. Layout: `Int32[0]`: the latch; `[1]`: the
 * slot with which the next search begins, so that low slots aren't preferred; then {@link WaiterCounts}.
 *
 * A notification is a count in the slot of a thread that waits at that moment; which of the thread's waits it is for
 * follows from their order. It is taken only when the wait has its lock again, so that until then a death is seen here:
 * the notification of a dead thread goes to somebody else.
 *
 * Each change is one store, and nothing is derived from another word, so there is nothing to repair after a death in the
 * latch. A notification that is passed on is given before it is taken back: a death in between wakes one more, not one
 * less.
 */
export class ConditionProtocol {
  readonly #words: Int32Array;
  readonly #next: number;
  readonly #latch: Latch;
  readonly #counts: WaiterCounts;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number) {
    this.#words = block.words;
    this.#next = block.start + offset + NEXT;
    this.#latch = new Latch(block, offset + LATCH);
    this.#counts = new WaiterCounts(block, offset + COUNTS);
  }

  /** How many of this thread's waits are notified, the oldest first. */
  get notified(): number {
    return this.#counts.mine;
  }

  /** How many wait, the notified included. */
  waiting(): number {
    return this.#within(() => this.#counts.all());
  }

  /** A wait of this thread begins. Gives the slots that {@link passOn} has notified before that. */
  enter(): readonly number[] {
    return this.#within(() => {
      const called = this.#passOn();
      this.#counts.add();
      return called;
    });
  }

  /** A wait of this thread ends by its notification. */
  leave(): void {
    this.#within(() => this.#counts.remove(true));
  }

  /** This thread's wait, before which `before` others of it are in order, ends unless it is notified; says whether it is. */
  giveUp(before: number): boolean {
    return this.#within(() => {
      const isNotified = before < this.#counts.mine;
      if (!isNotified) this.#counts.remove(false);
      return isNotified;
    });
  }

  /** Notifies at most `count` of those who wait now and aren't notified. Gives their slots, each as often as it was. */
  notify(count: number): readonly number[] {
    return this.#within(() => this.#choose(count));
  }

  /** Whether {@link passOn} has something to do. */
  hasLost(): boolean {
    for (let slot = 0; slot < this.#counts.size; slot += 1)
      if (this.#counts.notified(slot) > 0 && this.#counts.isDead(slot)) return true;
    return false;
  }

  /** Gives the notifications of dead threads to others who wait. Gives their slots. */
  passOn(): readonly number[] {
    return this.#within(() => this.#passOn());
  }

  #passOn(): number[] {
    const called: number[] = [];
    for (let slot = 0; slot < this.#counts.size; slot += 1) {
      if (!this.#counts.isDead(slot)) continue;
      while (this.#counts.notified(slot) > 0) {
        const heirs = this.#choose(1);
        if (heirs.length === 0) break;
        called.push(...heirs);
        this.#counts.takeBack(slot);
      }
      this.#counts.forget(slot);
    }
    return called;
  }

  /** Goes around the threads, one wait of each at a time, until enough are notified or all are. */
  #choose(count: number): number[] {
    const chosen: number[] = [];
    const notify = (slot: number): boolean => {
      if (chosen.length >= count || !this.#counts.notify(slot)) return false;
      chosen.push(slot);
      return true;
    };
    for (let slots = this.#slots(); slots.length > 0;) slots = slots.filter(notify);
    const last = chosen.at(-1);
    if (last !== undefined) Atomics.store(this.#words, this.#next, last + 1);
    return chosen;
  }

  /** All slots, the next one first. */
  #slots(): number[] {
    const { size } = this.#counts;
    const first = Atomics.load(this.#words, this.#next) % size;
    return Array.from({ length: size }, (_, index) => (first + index) % size);
  }

  #within<Result>(change: () => Result): Result {
    this.#latch.enter();
    try {
      return change();
    } finally {
      this.#latch.leave();
    }
  }
}
