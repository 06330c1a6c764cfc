import { ClosedError, QueueClosedError } from "../errors.ts";
import { kinds } from "../memory/kinds.ts";
import { SLOTS, type Block, type WaitLimits, type Waits, type WaitSet } from "../memory/memory.ts";
import { Ring } from "../memory/ring.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import type { SharedKind } from "../sync/shared-object.ts";
import type { ItemStore } from "./item-store.ts";
import { turnsAt, type Turns } from "./turns.ts";

export interface QueueSettings {
  /** How many items there may be; Infinity: any number. */
  readonly maxSize: number;
}

/** The words of a queue. */
const DONE = 0;
const JOINERS = 1;
/** Where the store begins, in words: at a multiple of 16. */
export const STORE_WORDS: number = Math.ceil((JOINERS + SLOT_SET_WORDS) / 16) * 16;
/** A section of this many bytes and the heads of section and block are 8 KiB together. */
const FIRST_SECTION = 7_864;

/**
 * A queue in shared memory, whatever order its items are in. Layout: `Int32[0]`: how many items are done, modulo 2^32;
 * `Int32[1-33]`: who waits for all to be done; from `Int32[48]` on the store of the items.
 *
 * How many items are not done is computed from what the store and this word count, each of which is exact at any moment.
 * So nothing is to be repaired after a death.
 */
export class QueueState {
  readonly #store: ItemStore;
  readonly #words: Int32Array;
  readonly #done: number;
  readonly #joiners: SlotSet;
  readonly #parking: Waits;
  readonly #turns: Turns;

  constructor(block: Block, store: ItemStore) {
    this.#store = store;
    this.#words = block.words;
    this.#done = block.start + DONE;
    this.#joiners = new SlotSet(block, JOINERS);
    this.#parking = block.memory.parking;
    this.#turns = turnsAt(block);
  }

  /** False when it is full, or others of this thread wait for room. Throws QueueClosedError. */
  tryPut(item: Uint8Array, priority: number): boolean {
    if (!this.#turns.putters.isEmpty && !this.#store.sealed) return false;
    return this.#put(item, priority) === true;
  }

  /** Waits for room. The bytes may be changed as soon as this has returned. */
  put(item: Uint8Array, priority: number, limits: WaitLimits): Promise<true> {
    const { open, putters } = this.#turns;
    let kept = item;
    const waiting = { set: this.#store.notFull, attempt: () => this.#put(kept, priority) };
    const keep = (): void => {
      // Not with `slice`: that of a Buffer copies nothing.
      kept = new Uint8Array(item);
    };
    return open.wait(limits, (within) => putters.wait(waiting, within, keep));
  }

  putSync(item: Uint8Array, priority: number, limits: WaitLimits): true {
    const attempt = (): true | undefined => this.#put(item, priority);
    return this.#parking.waitSync({ set: this.#store.notFull, attempt }, limits);
  }

  /** Undefined when it is empty, or others of this thread wait for items. Throws QueueClosedError. */
  tryGet(): Uint8Array | undefined {
    if (!this.#turns.getters.isEmpty && !this.#store.sealed) return undefined;
    return this.#get();
  }

  get(limits: WaitLimits): Promise<Uint8Array> {
    const { open, getters } = this.#turns;
    const waiting = { set: this.#store.notEmpty, attempt: () => this.#get() };
    return open.wait(limits, (within) => getters.wait(waiting, within));
  }

  getSync(limits: WaitLimits): Uint8Array {
    const attempt = (): Uint8Array | undefined => this.#get();
    return this.#parking.waitSync({ set: this.#store.notEmpty, attempt }, limits);
  }

  size(): number {
    return this.#store.count;
  }

  isShutDown(): boolean {
    return this.#store.sealed;
  }

  /** From now on nothing can be put. Only who is killed in between leaves items that `immediate` should have dropped. */
  shutdown(immediate: boolean): void {
    this.#store.seal();
    if (!immediate) return;
    this.#store.clear();
    this.#parking.wake(this.#joiners, SLOTS);
  }

  /** How many items have been put, and are neither done nor dropped. */
  unfinished(): number {
    return Math.max(0, this.#unfinishedAfter(Atomics.load(this.#words, this.#done)));
  }

  /** One more item is done. False when all that were ever put are. */
  taskDone(): boolean {
    for (;;) {
      const done = Atomics.load(this.#words, this.#done);
      if (this.#unfinishedAfter(done) <= 0) return false;
      if (Atomics.compareExchange(this.#words, this.#done, done, (done + 1) | 0) !== done) continue;
      if (this.unfinished() === 0) this.#parking.wake(this.#joiners, SLOTS);
      return true;
    }
  }

  /** Waits until there is no unfinished item. */
  join(limits: WaitLimits): Promise<true> {
    const waiting = { set: this.#joiners, attempt: () => this.#allDone() };
    return this.#turns.open.wait(limits, (within) => this.#parking.wait(waiting, within));
  }

  joinSync(limits: WaitLimits): true {
    return this.#parking.waitSync({ set: this.#joiners, attempt: () => this.#allDone() }, limits);
  }

  /** Whether `get` would not wait: there is an item, or there will be none any more. */
  isReadable(): boolean {
    return this.#store.count > 0 || this.#store.sealed;
  }

  untilReadable(limits: WaitLimits): Promise<true> {
    const waiting = { set: this.#store.notEmpty, attempt: () => this.#look() };
    return this.#turns.open.wait(limits, (within) => this.#parking.wait(waiting, within));
  }

  untilReadableSync(limits: WaitLimits): true {
    const attempt = (): true | undefined => this.#look();
    return this.#parking.waitSync({ set: this.#store.notEmpty, attempt }, limits);
  }

  /** Who waits for items; only where this memory is mapped. */
  arrivals(): WaitSet {
    return this.#store.notEmpty;
  }

  /** This thread is about to let go of the queue: all its waits end with ClosedError, and have taken nothing. */
  letGo(): void {
    this.#turns.open.close(new ClosedError("this queue has been closed here"));
    this.#store.letGo();
  }

  #put(item: Uint8Array, priority: number): true | undefined {
    if (this.#store.tryPut(item, priority)) return true;
    if (this.#store.sealed) throw new QueueClosedError();
    return undefined;
  }

  /** Once it is seen to be sealed, one more look decides: the last item may have come after the look before. */
  #get(): Uint8Array | undefined {
    const item = this.#store.tryTakePooled();
    if (item !== undefined || !this.#store.sealed) return item;
    const last = this.#store.tryTakePooled();
    if (last === undefined) throw new QueueClosedError();
    return last;
  }

  #look(): true | undefined {
    if (!this.isReadable()) return undefined;
    // Who was called and takes nothing has to call the next one.
    this.#parking.wake(this.#store.notEmpty);
    return true;
  }

  #allDone(): true | undefined {
    return this.unfinished() === 0 || undefined;
  }

  /**
   * `done` has been read before what else counts: all of these only grow, so there was a moment when nothing was
   * unfinished if this says so. Not so if the puts were read first.
   */
  #unfinishedAfter(done: number): number {
    const { dropped } = this.#store;
    return (this.#store.put - dropped - done) | 0;
  }
}

/** First in, first out. */
export const queueKind: SharedKind<QueueState, QueueSettings> = {
  name: "Queue",
  code: kinds.queue,
  bytes: () => STORE_WORDS * Int32Array.BYTES_PER_ELEMENT + Ring.bytes,
  prepare(block, { maxSize }) {
    const options = { capacity: FIRST_SECTION, limit: Infinity, records: maxSize };
    new Ring(block, STORE_WORDS).prepare(options);
  },
  open: (block) => new QueueState(block, new Ring(block, STORE_WORDS)),
};
