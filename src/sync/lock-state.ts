import type { Block, Memory, WaitLimits, Waiting } from "../memory/memory.ts";
import { kinds } from "../memory/kinds.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import { holderIn, WAITED, type Token } from "../memory/word.ts";
import type { SharedKind } from "./shared-object.ts";
import { takingTurnsAt, type TakingTurns } from "./taking-turns.ts";

/** How a lock was got. */
export const ACQUIRED = 1;
/** Its last holder has died without letting go of it. */
export const RECOVERED = 2;
export type LockGrant = typeof ACQUIRED | typeof RECOVERED;

/** The words of a lock. */
const WORD = 0;
const WAITERS = 16;

/**
 * A lock in shared memory. Layout: `Int32[0]`: the word, see word.ts; `Int32[16-48]`: who waits.
 *
 * Free and uncontended, it is one compare-and-exchange to take and one exchange to release. Who finds it held enters the
 * set of waiters, and then marks the word, so that whoever releases it looks into the set. Who has waited keeps the mark
 * on the word, since others may be waiting still.
 */
export class LockState {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #word: number;
  readonly #me: Token;
  readonly #waiters: SlotSet;
  readonly #waiting: Waiting<LockGrant>;
  readonly #turns: TakingTurns;

  constructor(block: Block) {
    this.#memory = block.memory;
    this.#words = block.words;
    this.#word = block.start + WORD;
    this.#me = block.memory.me;
    this.#waiters = new SlotSet(block, WAITERS);
    this.#waiting = {
      set: this.#waiters,
      attempt: () => this.#tryOrMark(),
      watched: () => holderIn(Atomics.load(this.#words, this.#word)),
    };
    this.#turns = takingTurnsAt(block);
  }

  /** Takes it if it is free or its holder is dead; undefined when somebody holds it. */
  tryAcquire(): LockGrant | undefined {
    if (Atomics.compareExchange(this.#words, this.#word, 0, this.#me) === 0) return ACQUIRED;
    return this.#tryHeld(this.#me);
  }

  /** The same, for those who would wait: undefined, too, when it is the turn of others of this thread. */
  tryInTurn(): LockGrant | undefined {
    if (this.#turns.isFree) return this.tryAcquire();
    return this.#overtake();
  }

  acquire(limits?: WaitLimits): Promise<LockGrant> {
    return this.#turns.wait(this.#memory.parking, this.#waiting, limits);
  }

  acquireSync(limits?: WaitLimits): LockGrant {
    return this.#memory.parking.waitSync(this.#waiting, limits);
  }

  /** Lets go of it, whoever holds it. False when nobody does. */
  release(): boolean {
    const word = Atomics.exchange(this.#words, this.#word, 0);
    if ((word & WAITED) !== 0) this.#memory.parking.wake(this.#waiters);
    return word !== 0;
  }

  /** Who holds it; 0: nobody. */
  holder(): Token {
    return holderIn(Atomics.load(this.#words, this.#word));
  }

  heldByMe(): boolean {
    return this.holder() === this.#me;
  }

  /** On its own, since a function in a method makes each call of that dearer. */
  #overtake(): LockGrant | undefined {
    return this.#turns.overtake(() => this.tryAcquire());
  }

  #tryHeld(mine: number): LockGrant | undefined {
    const word = Atomics.load(this.#words, this.#word);
    if (word === 0) return this.#replace(0, mine) ? ACQUIRED : undefined;
    if (!this.#memory.isDead(word)) return undefined;
    // Those who waited for the dead one wait for us now.
    return this.#replace(word, mine | (word & WAITED)) ? RECOVERED : undefined;
  }

  /** For those in the set of waiters. */
  #tryOrMark(): LockGrant | undefined {
    for (;;) {
      const word = Atomics.load(this.#words, this.#word);
      if (word === 0 || this.#memory.isDead(word)) {
        const grant = this.#tryHeld(this.#me | WAITED);
        if (grant !== undefined) return grant;
      } else if ((word & WAITED) !== 0 || this.#replace(word, word | WAITED)) {
        return undefined;
      }
    }
  }

  #replace(expected: number, wanted: number): boolean {
    return Atomics.compareExchange(this.#words, this.#word, expected, wanted) === expected;
  }
}

export const lockKind: SharedKind<LockState, undefined> = {
  name: "Lock",
  code: kinds.lock,
  bytes: () => (WAITERS + SLOT_SET_WORDS) * Int32Array.BYTES_PER_ELEMENT,
  prepare() {
    // Zeros are a free lock.
  },
  open: (block) => new LockState(block),
};
