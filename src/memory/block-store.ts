import type { BlockOptions, BlockReference } from "./memory.ts";
import {
  block,
  BLOCK_HEAD_BYTES,
  BLOCK_HEAD_WORDS,
  NAME_BYTES,
  PAGE_BYTES,
  WORD_BYTES,
} from "./layout.ts";
import { BlockFinder } from "./block-finder.ts";
import { FREE, USED } from "./block-states.ts";
import type { Place, Segment } from "./segments.ts";
import { Segments } from "./segments.ts";
import { SlotBits } from "./slot-bits.ts";
import { slotIsDead, tokenIsDead } from "./slots.ts";
import type { Tables } from "./tables.ts";
import type { Token } from "./word.ts";

/** Seconds for which a block outlives its last user when a handle on it may still be on its way. */
const LEASE = 60;

/**
 * Gives out and frees blocks. A block belongs to nobody alone: it is freed when no living thread has it open, no handle
 * on it may be on its way, and it is no part of a living block. README.md, "Blocks", has the states and their races.
 */
export class BlockStore {
  readonly #tables: Tables;
  readonly #segments: Segments;
  readonly #finder: BlockFinder;
  readonly #me: Token;
  readonly #slot: number;

  constructor(tables: Tables, me: Token, slot: number) {
    this.#tables = tables;
    this.#me = me;
    this.#slot = slot;
    this.#segments = new Segments(tables);
    this.#finder = new BlockFinder({
      tables,
      segments: this.#segments,
      me,
      sweep: () => this.#sweep(),
    });
  }

  /** Makes a block that this thread has open. Throws MemoryFullError. */
  allocate(options: BlockOptions): Place {
    const place = this.#finder.find(BLOCK_HEAD_BYTES + options.bytes);
    const { segment, at } = place;
    const { words } = segment;
    // With a new number old references are refused, before anything else is said about the block.
    Atomics.add(words, at + block.serial, 1);
    clear(place, options.bytes);
    Atomics.store(words, at + block.kind, options.kind);
    Atomics.store(words, at + block.bytes, options.bytes);
    if (options.owner !== undefined) this.#makePart(place, options.owner.reference);
    if (options.name !== undefined) writeName(segment, at, options.name);
    openersOf(place).add(this.#slot);
    Atomics.store(words, at + block.state, USED);
    return place;
  }

  /** Opens the block that a reference names for this thread, or gives undefined when it has been freed. */
  open([number, at, serial]: BlockReference): Place | undefined {
    if (!this.#segments.has(number, at)) return undefined;
    const segment = this.#segments.get(number);
    const place = { segment, at };
    const openers = openersOf(place);
    openers.add(this.#slot);
    for (;;) {
      const state = Atomics.load(segment.words, at + block.state);
      const isIt = Atomics.load(segment.words, at + block.serial) === serial;
      if (state === USED && isIt) return place;
      // Somebody thinks of freeing it and will see that we have it open, unless it was too late for us.
      if (state === FREE || !isIt || tokenIsDead(this.#tables.words, state)) break;
    }
    openers.remove(this.#slot);
    return undefined;
  }

  /** A handle on it is about to be sent. */
  travels({ segment, at }: Place): void {
    Atomics.store(segment.words, at + block.travelled, seconds());
  }

  /** This thread has it open no longer. */
  letGo(place: Place): void {
    openersOf(place).remove(this.#slot);
    this.#freeUnused(place);
  }

  /** It is no part of another block any more. */
  discard(place: Place): void {
    Atomics.store(place.segment.words, place.at + block.ownerSegment, 0);
    this.#freeUnused(place);
  }

  /** Takes a slot's former thread, which has died, out of all blocks, and frees what only the dead had open. */
  forget(slot: number): void {
    for (const place of this.#segments.places()) openersOf(place).remove(slot);
    this.#sweep();
  }

  #makePart({ segment, at }: Place, [ownerSegment, ownerAt, ownerSerial]: BlockReference): void {
    Atomics.store(segment.words, at + block.ownerSegment, ownerSegment + 1);
    Atomics.store(segment.words, at + block.ownerOffset, ownerAt);
    Atomics.store(segment.words, at + block.ownerSerial, ownerSerial);
    Atomics.store(this.#segments.get(ownerSegment).words, ownerAt + block.hasParts, 1);
  }

  /**
   * Frees it when nobody has it open. First it is marked as being freed, then one looks whether somebody has come. It is
   * marked only when it could be freed: who is killed behind the mark leaves a block that counts as free, and that must
   * not be a part of a living one, which nobody may have open just now.
   */
  #freeUnused(place: Place): boolean {
    const { segment, at } = place;
    const { words } = segment;
    if (!this.#isUnused(place)) return false;
    if (Atomics.compareExchange(words, at + block.state, USED, this.#me) !== USED) return false;
    if (!this.#isUnused(place)) {
      Atomics.store(words, at + block.state, USED);
      return false;
    }
    const hasParts = Atomics.load(words, at + block.hasParts) === 1;
    if (segment.single) this.#giveBack(segment);
    Atomics.store(words, at + block.state, FREE);
    this.#tables.countFreed();
    if (hasParts) this.#sweep();
    return true;
  }

  #isUnused(place: Place): boolean {
    const { segment, at } = place;
    if (!openersOf(place).empty) return false;
    const travelled = Atomics.load(segment.words, at + block.travelled);
    if (travelled !== 0 && seconds() - travelled < LEASE) return false;
    return !this.#ownerLives(place);
  }

  #ownerLives({ segment: { words }, at }: Place): boolean {
    const number = Atomics.load(words, at + block.ownerSegment) - 1;
    if (number < 0) return false;
    const owner = this.#segments.get(number).words;
    const ownerAt = Atomics.load(words, at + block.ownerOffset);
    if (Atomics.load(owner, ownerAt + block.state) === FREE) return false;
    const serial = Atomics.load(words, at + block.ownerSerial);
    return Atomics.load(owner, ownerAt + block.serial) === serial;
  }

  /** Frees what only the dead have open, and what was kept for a handle that never arrived. Says whether there was any. */
  #sweep(): boolean {
    let freed = false;
    for (const place of this.#segments.places()) {
      if (Atomics.load(place.segment.words, place.at + block.state) !== USED) continue;
      const openers = openersOf(place);
      if (!openers.empty) this.#removeDead(openers);
      if (this.#freeUnused(place)) freed = true;
    }
    return freed;
  }

  #removeDead(openers: SlotBits): void {
    for (const slot of openers.members()) {
      if (slotIsDead(this.#tables.words, slot)) openers.remove(slot);
    }
  }

  /** All pages but the first: that one has the serial number. */
  #giveBack({ startPage, pages }: Segment): void {
    const { libc, descriptor } = this.#tables;
    libc.giveBack(descriptor, (startPage + 1) * PAGE_BYTES, (pages - 1) * PAGE_BYTES);
  }
}

/** Which threads have a block open. */
function openersOf({ segment, at }: Place): SlotBits {
  return new SlotBits(segment.words, at + block.openIn);
}

/** Fills a block with zeros, but for its state and serial number. What is a segment of its own is zero already. */
function clear({ segment, at }: Place, bytes: number): void {
  const cleared = segment.single ? Math.min(bytes, PAGE_BYTES) : bytes;
  const end = at + BLOCK_HEAD_WORDS + Math.ceil(cleared / WORD_BYTES);
  segment.words.fill(0, at + block.kind, Math.min(end, at + segment.blockWords));
}

function writeName({ bytes, words }: Segment, at: number, name: string): void {
  const start = (at + block.name) * WORD_BYTES;
  const { written } = new TextEncoder().encodeInto(name, bytes.subarray(start, start + NAME_BYTES));
  Atomics.store(words, at + block.nameBytes, written);
}

/** Seconds of the machine's monotonic clock, which all processes share (clock_gettime(2)); never 0. */
function seconds(): number {
  return Number(process.hrtime.bigint() / 1_000_000_000n) + 1;
}
