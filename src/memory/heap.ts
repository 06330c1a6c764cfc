import { HeapTable, makeItemBlock, type HeapOrder } from "./heap-table.ts";
import { SLOTS, type Block } from "./memory.ts";
import {
  clearReference,
  giveUp,
  isReferenceAt,
  readReference,
  REFERENCE_WORDS,
  writeReference,
} from "./reference-words.ts";
import { SLOT_SET_WORDS, SlotSet } from "./slot-set.ts";
import { copySlot, makeSnapshot, TWO_SLOTS_WORDS, TwoSlots } from "./two-slots.ts";

/** The words of the head. */
const STEPS = 0;
const LIMIT: number = STEPS + TWO_SLOTS_WORDS;
const SEALED: number = LIMIT + 1;
const RETIRED: number = SEALED + 1;
const NOT_EMPTY: number = RETIRED + REFERENCE_WORDS;
const NOT_FULL: number = NOT_EMPTY + SLOT_SET_WORDS;
const WORDS: number = NOT_FULL + SLOT_SET_WORDS;

/** The words of a slot. */
const slot = {
  /** Where the entries are: a reference, of 3 words. */
  table: 0,
  /** How many items there are. */
  size: 3,
  /** How many have ever been put, modulo 2^32. */
  put: 4,
  /** How many have ever been dropped, modulo 2^32. */
  dropped: 5,
  /** What the step was: an entry times four, and one of {@link step}. */
  last: 6,
} as const;

const step = { none: 0, put: 1, take: 2, clear: 3 } as const;

/** The first table, its head and that of its block have 8 KiB together. */
const FIRST_CAPACITY = 58;
/** Four kinds of steps. */
const ENTRY_FACTOR = 4;
const LARGEST_LIMIT = 2 ** 31 - 1;

/**
 * Items of bytes in shared memory of which always the first one by an order is taken: by priority, the lowest first and
 * equals in the order in which they were put; or the one that was put last. To put or take one of n needs log n steps.
 *
 * It has a head, as a part of the owner's block, and a table of entries, see {@link HeapTable}. Layout of the head:
 * `Int32[16]`: {@link TwoSlots}, whose count is that of the steps so far; `Int32[1]`: how many items there may be (0: any
 * number); `Int32[1]`: 1 when it is sealed; `Int32[3]`: the reference of a table that is being given up; two
 * {@link SlotSet}s: who waits for items, and who for room.
 *
 * Whoever has the latch commits a step together with all numbers by storing its count, and only then does to the table
 * what the slot says. Who finds that the last one died does it once more, which changes nothing if it was done, and
 * computes the order anew. Killed before the commit, somebody who puts a long item, or lets the table grow, leaves a block
 * behind until the heap is gone.
 */
export class Heap {
  /** How many bytes of the owner's block the head takes. Best begun at a multiple of 16 words. */
  static readonly bytes: number = WORDS * Int32Array.BYTES_PER_ELEMENT;

  /** Who waits for an item. Rung by `tryPut` and `seal`. */
  readonly notEmpty: SlotSet;
  /** Who waits for room. Rung by `tryTakePooled`, `clear` and `seal`. */
  readonly notFull: SlotSet;
  readonly #block: Block;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #steps: TwoSlots;
  readonly #order: HeapOrder;
  readonly #seen: Int32Array = makeSnapshot();
  #table: HeapTable | undefined;

  /** `offset` is in words from the block's start. */
  constructor(block: Block, offset: number, order: HeapOrder) {
    this.#block = block;
    this.#words = block.words;
    this.#at = block.start + offset;
    this.#order = order;
    this.#steps = new TwoSlots(block, offset + STEPS);
    this.notEmpty = new SlotSet(block, offset + NOT_EMPTY);
    this.notFull = new SlotSet(block, offset + NOT_FULL);
  }

  /** Makes an empty heap of words that are zero; there may be `limit` items in it. Throws MemoryFullError. */
  prepare(limit: number): void {
    const words = this.#words;
    words[this.#at + LIMIT] = limit > LARGEST_LIMIT ? 0 : Math.max(1, Math.floor(limit));
    const table = HeapTable.make(this.#block, Math.min(FIRST_CAPACITY, limit), this.#order);
    writeReference(words, this.#steps.slotAt(0) + slot.table, table.block.reference);
  }

  /** How many items there are. */
  get count(): number {
    return this.#look(slot.size);
  }

  /** How many items have ever been put, modulo 2^32. */
  get put(): number {
    return this.#look(slot.put) >>> 0;
  }

  /** How many items have been dropped by `clear`, modulo 2^32. */
  get dropped(): number {
    return this.#look(slot.dropped) >>> 0;
  }

  /** Whether nothing is put any more. Then what has been put can all be seen. */
  get sealed(): boolean {
    return Atomics.load(this.#words, this.#at + SEALED) !== 0;
  }

  /** Puts a copy of the item in. False at the limit, or when it is sealed. Throws MemoryFullError; then nothing was put. */
  tryPut(bytes: Uint8Array, priority: number): boolean {
    // Asked before as well: whoever waits for room shall not make a block each time.
    if (this.#refuses(this.count)) return false;
    const block = makeItemBlock(this.#block, bytes);
    const isPut = this.#exclusively(() => this.#put(bytes, priority, block));
    if (isPut) this.#block.memory.parking.wake(this.notEmpty);
    else block?.discard();
    block?.release();
    return isPut;
  }

  /** Takes the first item; undefined when there is none. What is given may be a part of a larger buffer. */
  tryTakePooled(): Uint8Array | undefined {
    if (this.count === 0) return undefined;
    const bytes = this.#exclusively(() => this.#take());
    if (bytes !== undefined) this.#block.memory.parking.wake(this.notFull);
    return bytes;
  }

  /** Drops all items, and gives how many they were. */
  clear(): number {
    const dropped = this.#exclusively(() => this.#clear());
    this.#block.memory.parking.wake(this.notFull, SLOTS);
    return dropped;
  }

  /** From now on `tryPut` refuses everything. What is in the heap can still be taken. */
  seal(): void {
    this.#exclusively(() => Atomics.store(this.#words, this.#at + SEALED, 1));
    this.#block.memory.parking.wake(this.notEmpty, SLOTS);
    this.#block.memory.parking.wake(this.notFull, SLOTS);
  }

  /** This thread is about to let go of the block: it lets go of the table. */
  letGo(): void {
    this.#table?.block.release();
    this.#table = undefined;
  }

  #refuses(size: number): boolean {
    const limit = this.#words[this.#at + LIMIT] ?? 0;
    return this.sealed || (limit !== 0 && size >= limit);
  }

  #put(bytes: Uint8Array, priority: number, block: Block | undefined): boolean {
    const { size, put } = this.#current();
    if (this.#refuses(size)) return false;
    const table = this.#roomyTable(size, block);
    const entry = table.entryAt(size);
    table.write(entry, { bytes, priority, serial: put }, block);
    this.#commit(step.put, entry, { size: size + 1, put: (put + 1) | 0 });
    table.add(size);
    return true;
  }

  #take(): Uint8Array | undefined {
    const { size } = this.#current();
    if (size === 0) return undefined;
    const table = this.#tableAt(this.#valid);
    const entry = table.entryAt(0);
    const bytes = table.read(entry);
    this.#commit(step.take, entry, { size: size - 1 });
    table.removeFirst(size);
    return bytes;
  }

  #clear(): number {
    const { size, dropped } = this.#current();
    if (size === 0) return 0;
    this.#commit(step.clear, 0, { size: 0, dropped: (dropped + size) | 0 });
    this.#tableAt(this.#valid).freeAll();
    return size;
  }

  /** The table, or a larger one if it is full; throws MemoryFullError, and then gives up the item's block. */
  #roomyTable(size: number, block: Block | undefined): HeapTable {
    const table = this.#tableAt(this.#valid);
    if (size < table.capacity) return table;
    const larger = this.#makeTable(table.capacity * 2, block);
    larger.copyFrom(table, size);
    writeReference(this.#words, this.#at + RETIRED, table.block.reference);
    const next = this.#steps.slotAt(this.#steps.count + 1);
    copySlot(this.#words, this.#valid, next);
    writeReference(this.#words, next + slot.table, larger.block.reference);
    this.#words[next + slot.last] = step.none;
    this.#steps.commit((this.#steps.count + 1) | 0);
    this.#table = larger;
    this.#giveUpRetired();
    return larger;
  }

  /** Under the latch: else two might do it at the same time. */
  #makeTable(capacity: number, block: Block | undefined): HeapTable {
    try {
      return HeapTable.make(this.#block, capacity, this.#order);
    } catch (error) {
      block?.discard();
      block?.release();
      throw error;
    }
  }

  /** The index of the first word of the valid slot. */
  get #valid(): number {
    return this.#steps.slotAt(this.#steps.count);
  }

  #current(): HeapNumbers {
    const words = this.#words;
    const valid = this.#valid;
    return {
      size: words[valid + slot.size] ?? 0,
      put: words[valid + slot.put] ?? 0,
      dropped: words[valid + slot.dropped] ?? 0,
    };
  }

  #commit(what: number, entry: number, numbers: Partial<HeapNumbers>): void {
    const words = this.#words;
    const { count } = this.#steps;
    const next = this.#steps.slotAt(count + 1);
    copySlot(words, this.#steps.slotAt(count), next);
    const { size, put, dropped } = { ...this.#current(), ...numbers };
    words[next + slot.size] = size;
    words[next + slot.put] = put;
    words[next + slot.dropped] = dropped;
    words[next + slot.last] = entry * ENTRY_FACTOR + what;
    this.#steps.commit((count + 1) | 0);
  }

  #exclusively<Result>(body: () => Result): Result {
    const { latch } = this.#steps;
    const recovered = latch.enter();
    try {
      if (recovered) this.#repair();
      return body();
    } finally {
      latch.leave();
    }
  }

  /** Does once more what the last step did to the table, which may have been interrupted. */
  #repair(): void {
    this.#giveUpRetired();
    const table = this.#tableAt(this.#valid);
    const last = this.#words[this.#valid + slot.last] ?? 0;
    const entry = Math.floor(last / ENTRY_FACTOR);
    const what = last % ENTRY_FACTOR;
    if (what === step.put) table.use(entry);
    else if (what === step.take) table.free(entry);
    else if (what === step.clear) table.freeAll();
    table.sort();
  }

  #giveUpRetired(): void {
    const reference = readReference(this.#words, this.#at + RETIRED);
    if (reference === undefined) return;
    if (!isReferenceAt(this.#words, this.#valid + slot.table, reference))
      giveUp(this.#block.memory, reference);
    clearReference(this.#words, this.#at + RETIRED);
  }

  /** Opened under the latch, so that nobody can give it up meanwhile. */
  #tableAt(valid: number): HeapTable {
    const at = valid + slot.table;
    const known = this.#table;
    if (known?.isAt(this.#words, at) === true) return known;
    const reference = readReference(this.#words, at);
    if (reference === undefined) throw new Error("unreachable: a heap that was never prepared");
    known?.block.release();
    const opened = new HeapTable(this.#block.memory.open(reference), this.#order);
    this.#table = opened;
    return opened;
  }

  #look(word: number): number {
    this.#steps.snapshot(this.#seen);
    return this.#seen[word] ?? 0;
  }
}

interface HeapNumbers {
  readonly size: number;
  readonly put: number;
  readonly dropped: number;
}
