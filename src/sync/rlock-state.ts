import type { Block, Memory, WaitLimits, Waiting } from "../memory/memory.ts";
import { kinds } from "../memory/kinds.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import { holderIn, WAITED, type Token } from "../memory/word.ts";
import { ACQUIRED, RECOVERED, type LockGrant } from "./lock-state.ts";
import type { SharedKind } from "./shared-object.ts";
import { takingTurnsAt, type TakingTurns } from "./taking-turns.ts";

/** The words of a re-entrant lock. */
const WORD = 0;
const CALLER = 1;
const DEPTH = 2;
const WAITERS = 16;

/**
 * A re-entrant lock in shared memory. Layout: `Int32[0]`: the word, see word.ts; `Int32[1]`: which of the holding
 * thread's calls has it; `Int32[2]`: how often; `Int32[16-48]`: who waits.
 *
 * The word decides who holds it. The other two belong to the holder: only its thread reads or writes them, and they are
 * written anew by whoever takes the word, so nothing has to be repaired after a death.
 */
export class RLockState {
  readonly #memory: Memory;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #me: Token;
  readonly #waiters: SlotSet;
  readonly #turns: TakingTurns;

  constructor(block: Block) {
    this.#memory = block.memory;
    this.#words = block.words;
    this.#at = block.start;
    this.#me = block.memory.me;
    this.#waiters = new SlotSet(block, WAITERS);
    this.#turns = takingTurnsAt(block);
  }

  /** Takes it once more if it is free, its holder is dead, or `caller` has it; undefined when somebody else has. */
  tryAcquire(caller: number): LockGrant | undefined {
    if (this.heldBy(caller)) return this.#deeper();
    const word = Atomics.load(this.#words, this.#at + WORD);
    if (word === 0) return this.#take(0, this.#me, caller) ? ACQUIRED : undefined;
    if (!this.#memory.isDead(word)) return undefined;
    return this.#take(word, this.#me | (word & WAITED), caller) ? RECOVERED : undefined;
  }

  /**
   * The same, for those who would wait: undefined, too, when it is the turn of others of this thread, unless `caller` has
   * it.
   */
  tryInTurn(caller: number): LockGrant | undefined {
    if (this.#turns.isFree || this.heldBy(caller)) return this.tryAcquire(caller);
    return this.#overtake(caller);
  }

  acquire(caller: number, limits?: WaitLimits): Promise<LockGrant> {
    return this.#turns.wait(this.#memory.parking, this.#waiting(caller), limits);
  }

  acquireSync(caller: number, limits?: WaitLimits): LockGrant {
    return this.#memory.parking.waitSync(this.#waiting(caller), limits);
  }

  /** Lets go of it once. False when `caller` doesn't have it. */
  release(caller: number): boolean {
    if (!this.heldBy(caller)) return false;
    const depth = this.#depth - 1;
    if (depth > 0) this.#words[this.#at + DEPTH] = depth;
    else this.#free();
    return true;
  }

  /** Lets go of it altogether, and gives how often `caller` had it. */
  releaseAll(): number {
    const depth = this.#depth;
    this.#free();
    return depth;
  }

  /** Whether `caller` in this thread has it. */
  heldBy(caller: number): boolean {
    const mine = holderIn(Atomics.load(this.#words, this.#at + WORD)) === this.#me;
    return mine && this.#words[this.#at + CALLER] === caller;
  }

  /** Which thread has it; 0: none. */
  holder(): Token {
    return holderIn(Atomics.load(this.#words, this.#at + WORD));
  }

  get #depth(): number {
    return this.#words[this.#at + DEPTH] ?? 0;
  }

  #deeper(): LockGrant {
    this.#words[this.#at + DEPTH] = this.#depth + 1;
    return ACQUIRED;
  }

  #free(): void {
    const word = Atomics.exchange(this.#words, this.#at + WORD, 0);
    if ((word & WAITED) !== 0) this.#memory.parking.wake(this.#waiters);
  }

  /** On its own, since a function in a method makes each call of that dearer. */
  #overtake(caller: number): LockGrant | undefined {
    return this.#turns.overtake(() => this.tryAcquire(caller));
  }

  #waiting(caller: number): Waiting<LockGrant> {
    return {
      set: this.#waiters,
      attempt: () => this.#tryOrMark(caller),
      watched: () => this.holder(),
      // The owner gets in while others wait: what it waits for may be all that keeps it from letting go.
      letsPass: true,
    };
  }

  /** For those in the set of waiters; see LockState. */
  #tryOrMark(caller: number): LockGrant | undefined {
    if (this.heldBy(caller)) {
      // Its owner took it otherwise while it was being called; those who weren't called in its place wait still.
      Atomics.or(this.#words, this.#at + WORD, WAITED);
      return this.#deeper();
    }
    for (;;) {
      const word = Atomics.load(this.#words, this.#at + WORD);
      if (word === 0) {
        if (this.#take(0, this.#me | WAITED, caller)) return ACQUIRED;
      } else if (this.#memory.isDead(word)) {
        if (this.#take(word, this.#me | WAITED, caller)) return RECOVERED;
      } else if ((word & WAITED) !== 0 || this.#replace(word, word | WAITED)) {
        return undefined;
      }
    }
  }

  #take(expected: number, wanted: number, caller: number): boolean {
    if (!this.#replace(expected, wanted)) return false;
    this.#words[this.#at + CALLER] = caller;
    this.#words[this.#at + DEPTH] = 1;
    return true;
  }

  #replace(expected: number, wanted: number): boolean {
    return Atomics.compareExchange(this.#words, this.#at + WORD, expected, wanted) === expected;
  }
}

export const rlockKind: SharedKind<RLockState, undefined> = {
  name: "RLock",
  code: kinds.rlock,
  bytes: () => (WAITERS + SLOT_SET_WORDS) * Int32Array.BYTES_PER_ELEMENT,
  prepare() {
    // Zeros are a free lock.
  },
  open: (block) => new RLockState(block),
};
