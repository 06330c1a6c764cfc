import { ClosedError } from "../errors.ts";
import { Bell } from "./bell.ts";
import { BlockStore } from "./block-store.ts";
import {
  block,
  BLOCK_HEAD_WORDS,
  head,
  slot as slotLayout,
  wait,
  WAITS,
  WORD_BYTES,
} from "./layout.ts";
import { deadlockError, findDeadlock, signatureOf } from "./deadlock.ts";
import type { Libc } from "./libc-calls.ts";
import type { Block, BlockOptions, BlockReference, Memory, Waits } from "./memory.ts";
import { Parking } from "./parking.ts";
import type { Place } from "./segments.ts";
import { milliseconds, Survey } from "./survey.ts";
import { slotAt, takeSlot, tokenIsDead } from "./slots.ts";
import { Tables } from "./tables.ts";
import { tokenOf, type Token } from "./word.ts";

/** The memory file as one thread sees it: mapped, with a slot of its own. */
export class MappedMemory implements Memory {
  readonly me: Token;
  readonly slot: number;
  readonly parking: Waits;
  readonly tables: Tables;
  readonly #bell: Bell;
  readonly #store: BlockStore;
  #deaths = 0;
  #suspected = "";
  readonly #open = new Map<number, WeakRef<MappedBlock>>();
  /** What is garbage without having been released is let go of. */
  readonly #forgotten = new FinalizationRegistry<Place>((place) => this.#letGoForgotten(place));

  constructor(libc: Libc, descriptor: number) {
    const tables = new Tables(libc, descriptor);
    let old: number | undefined;
    const slot = takeSlot(tables, (number) => {
      old = number;
    });
    const generation = Atomics.load(tables.words, slotAt(slot) + slotLayout.generation);
    this.tables = tables;
    this.slot = slot;
    this.me = tokenOf(slot, generation);
    this.parking = new Parking(this);
    this.#bell = new Bell(tables, slot, () => this.#rung());
    this.#store = new BlockStore(tables, this.me, slot);
    if (old !== undefined) this.#store.forget(old);
  }

  get slotCount(): number {
    return this.tables.slotCount;
  }

  allocate(options: BlockOptions): Block {
    return this.#block(this.#store.allocate(options));
  }

  open(reference: BlockReference): Block {
    const known = this.#open.get(keyOf(reference[0], reference[1]))?.deref();
    if (known?.reference[2] === reference[2] && !known.closed) return known;
    const place = this.#store.open(reference);
    if (place === undefined) throw new ClosedError("the shared object has been released");
    return this.#block(place);
  }

  isDead(word: number): boolean {
    return tokenIsDead(this.tables.words, word);
  }

  ring(slot: number): void {
    this.#bell.ring(slot);
  }

  suspect(waitedFor: Block, waited: number): Error | undefined {
    const after = Atomics.load(this.tables.words, head.suspectAfter);
    if (after === 0 || waited < after) return undefined;
    const links = findDeadlock(new Survey(this.tables), this.slot);
    const signature = links === undefined ? "" : signatureOf(links);
    // While it was being looked for, locks changed hands: only what is found twice is there.
    const isSure = this.#suspected === signature && signature !== "";
    this.#suspected = signature;
    const key = waitedFor.reference.join();
    const concernsIt = links?.[0]?.waitsFor.reference.join() === key;
    return isSure && concernsIt && links !== undefined ? deadlockError(links) : undefined;
  }

  /** From now on all threads of the program look for deadlocks when they have waited so many milliseconds; 0: never. */
  suspectAfter(delay: number): void {
    Atomics.store(this.tables.words, head.suspectAfter, delay);
  }

  announceDeath(): void {
    Atomics.add(this.tables.words, head.deaths, 1);
    for (let slot = 0; slot < this.slotCount; slot += 1) if (slot !== this.slot) this.ring(slot);
    this.#rung();
  }

  listen(): void {
    this.#bell.listen();
  }

  sleep(limit: number, watched: Token = 0): void {
    this.#bell.sleep(limit, watched);
  }

  noteWait({ reference: [segment, at] }: Block): () => void {
    const { words } = this.tables;
    const first = slotAt(this.slot) + slotLayout.waits;
    for (let index = first; index < first + WAITS * wait.words; index += wait.words) {
      if (Atomics.load(words, index + wait.segment) !== 0) continue;
      Atomics.store(words, index + wait.offset, at);
      Atomics.store(words, index + wait.since, milliseconds());
      Atomics.store(words, index + wait.segment, segment + 1);
      return () => Atomics.store(words, index + wait.segment, 0);
    }
    // More waits than can be reported.
    return () => {};
  }

  /** For blocks only. */
  letGo(place: Place, opened: object): void {
    this.#forgotten.unregister(opened);
    this.#open.delete(keyOf(place.segment.number, place.at));
    this.#store.letGo(place);
  }

  travels(place: Place): void {
    this.#store.travels(place);
  }

  discard(place: Place): void {
    this.#store.discard(place);
  }

  /** Whoever has died can't ring: after an announcement all waits are tried, called for or not. */
  #rung(): void {
    const deaths = Atomics.load(this.tables.words, head.deaths);
    if (deaths === this.#deaths) return this.parking.rung();
    this.#deaths = deaths;
    this.parking.lookAtAll();
  }

  #block(place: Place): MappedBlock {
    const made = new MappedBlock(this, place);
    this.#open.set(keyOf(place.segment.number, place.at), new WeakRef(made));
    this.#forgotten.register(made, place, made);
    return made;
  }

  #letGoForgotten(place: Place): void {
    // Meanwhile it may have been opened again, and the one bit that says so isn't ours any more.
    const key = keyOf(place.segment.number, place.at);
    if (this.#open.get(key)?.deref() !== undefined) return;
    this.#open.delete(key);
    this.#store.letGo(place);
  }
}

class MappedBlock implements Block {
  readonly memory: MappedMemory;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly size: number;
  readonly kind: number;
  readonly reference: BlockReference;
  readonly #place: Place;
  #closed = false;

  constructor(memory: MappedMemory, place: Place) {
    const { segment, at } = place;
    const { words } = segment;
    this.memory = memory;
    this.words = words;
    this.bytes = segment.bytes;
    this.start = at + BLOCK_HEAD_WORDS;
    this.size = Atomics.load(words, at + block.bytes);
    this.kind = Atomics.load(words, at + block.kind);
    this.reference = [segment.number, at, Atomics.load(words, at + block.serial)];
    this.#place = place;
  }

  get closed(): boolean {
    return this.#closed;
  }

  travels(): void {
    this.memory.travels(this.#place);
  }

  release(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.memory.letGo(this.#place, this);
  }

  discard(): void {
    this.memory.discard(this.#place);
  }

  sleepOn(index: number, value: number, limit: number): void {
    this.memory.tables.libc.futexWait(this.#addressOf(index), value, limit);
  }

  wakeOn(index: number): void {
    this.memory.tables.libc.futexWake(this.#addressOf(index), 1);
  }

  #addressOf(index: number): number {
    return this.#place.segment.address + index * WORD_BYTES;
  }
}

function keyOf(segment: number, at: number): number {
  return segment * 2 ** 32 + at;
}
