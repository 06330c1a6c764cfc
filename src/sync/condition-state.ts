import { TimeoutError } from "../errors.ts";
import { kinds } from "../memory/kinds.ts";
import type { Block, Memory, WaitLimits, Waiting } from "../memory/memory.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import { perThread } from "../per-thread.ts";
import { CONDITION_PROTOCOL_WORDS, ConditionProtocol } from "./condition-protocol.ts";
import type { SharedKind } from "./shared-object.ts";

/** Where in the block what is, in words. */
const WAITERS = 0;
const PROTOCOL = WAITERS + SLOT_SET_WORDS;

/** The tickets of a thread's waits for one condition, in their order; a block is one object in a thread. */
const queues = perThread("condition-queues", () => new WeakMap<Block, Set<number>>());
const tickets = perThread("condition-tickets", () => ({ last: 0 }));

/**
 * Those who wait for a condition, in shared memory; the lock is somewhere else. Layout: `Int32[0-32]`: the threads that
 * wait; then the {@link ConditionProtocol}.
 */
export class ConditionState {
  readonly #memory: Memory;
  readonly #waiters: SlotSet;
  readonly #protocol: ConditionProtocol;
  readonly #queue: Set<number>;

  constructor(block: Block) {
    this.#memory = block.memory;
    this.#waiters = new SlotSet(block, WAITERS);
    this.#protocol = new ConditionProtocol(block, PROTOCOL);
    this.#queue = queues.get(block) ?? new Set();
    queues.set(block, this.#queue);
  }

  /** How many wait, those included who have been notified and don't have their lock again yet. */
  waiting(): number {
    return this.#protocol.waiting();
  }

  /** A wait begins, while its lock is still held: from now on it can be notified. Gives its ticket. */
  enter(): number {
    this.#call(this.#protocol.enter());
    tickets.last += 1;
    this.#queue.add(tickets.last);
    return tickets.last;
  }

  /**
   * Waits for the notification; then {@link leave} is to be called, as soon as the lock is held again. False when the
   * time is over; then, and when it rejects with the signal's reason, the wait has ended and needs no `leave`. Who has
   * been notified before that is notified: it gives true.
   */
  async wait(ticket: number, limits?: WaitLimits): Promise<boolean> {
    try {
      return await this.#memory.parking.wait(this.#waiting(ticket), limits);
    } catch (error) {
      return this.#giveUp(ticket, error);
    }
  }

  /** The same, but blocks the thread. */
  waitSync(ticket: number, limits?: WaitLimits): boolean {
    try {
      return this.#memory.parking.waitSync(this.#waiting(ticket), limits);
    } catch (error) {
      return this.#giveUp(ticket, error);
    }
  }

  /** A wait that was notified has ended. */
  leave(ticket: number): void {
    if (this.#queue.delete(ticket)) this.#protocol.leave();
  }

  /** Notifies at most `count` of those who wait now, and gives how many it has found. */
  notify(count: number): number {
    this.#passOn();
    const chosen = this.#protocol.notify(count);
    this.#call(chosen);
    return chosen.length;
  }

  #waiting(ticket: number): Waiting<true> {
    return { set: this.#waiters, attempt: () => this.#isNotified(ticket) || undefined };
  }

  #isNotified(ticket: number): boolean {
    this.#passOn();
    return this.#isAmong(ticket, this.#protocol.notified);
  }

  /** What has been lost with a dead thread goes to others, maybe to this one. */
  #passOn(): void {
    if (this.#protocol.hasLost()) this.#call(this.#protocol.passOn());
  }

  /** Whether a ticket is among the first so many. */
  #isAmong(ticket: number, count: number): boolean {
    let before = 0;
    for (const other of this.#queue) {
      if (before >= count) return false;
      if (other === ticket) return true;
      before += 1;
    }
    return false;
  }

  #giveUp(ticket: number, error: unknown): boolean {
    const before = [...this.#queue].indexOf(ticket);
    if (this.#protocol.giveUp(before)) return true;
    this.#queue.delete(ticket);
    if (error instanceof TimeoutError) return false;
    throw error;
  }

  /** Not just anybody who waits, but the threads that were chosen. */
  #call(slots: readonly number[]): void {
    for (const slot of new Set(slots)) {
      if (slot === this.#memory.slot) this.#memory.parking.wake(this.#waiters, 0);
      else if (this.#waiters.remove(slot)) this.#memory.ring(slot);
    }
  }
}

export const conditionKind: SharedKind<ConditionState, undefined> = {
  name: "Condition",
  code: kinds.condition,
  bytes: () => (PROTOCOL + CONDITION_PROTOCOL_WORDS) * Int32Array.BYTES_PER_ELEMENT,
  prepare() {
    // Zeros are a condition that nobody waits for.
  },
  open: (block) => new ConditionState(block),
};
