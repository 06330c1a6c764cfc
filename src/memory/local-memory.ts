import { ClosedError, MisuseError } from "../errors.ts";
import {
  SLOTS,
  type Block,
  type BlockOptions,
  type BlockReference,
  type Memory,
} from "./memory.ts";
import { Parking } from "./parking.ts";
import { GENERATIONS, generationOf, slotOf, tokenOf, type Token } from "./word.ts";

/** A block of a local space: memory of its own, and who has it open. */
interface Cell {
  readonly words: Int32Array;
  readonly kind: number;
  readonly openIn: Set<number>;
  /** The cell that it is a part of. */
  owner: number | undefined;
  /** When a handle on it was last sent, in milliseconds. */
  travelled: number;
}

/** So long, in milliseconds, nobody needs to have a cell open of which a handle is on its way. */
const LEASE = 60_000;

/**
 * Memory of one event loop with the interface of shared memory: several parties take part in it, each as if it were a
 * thread of its own. The broker keeps one, and acts in it for its clients. Nothing can block here.
 */
export class LocalSpace {
  readonly parties: (LocalMemory | undefined)[] = [];
  readonly cells: Map<number, Cell> = new Map();
  readonly #generations: number[] = [];
  #cellsMade = 0;

  /** Takes part, in a free slot. `keepsAlive` says whether waits of this party keep the program alive. */
  join(keepsAlive = true): LocalMemory {
    const free = this.parties.indexOf(undefined);
    const slot = free < 0 ? this.parties.length : free;
    if (slot >= SLOTS) throw new RangeError(`all ${SLOTS} slots are taken`);
    const generation = ((this.#generations[slot] ?? 0) + 1) % GENERATIONS;
    this.#generations[slot] = generation;
    const party = new LocalMemory(this, { slot, generation, keepsAlive });
    this.parties[slot] = party;
    return party;
  }

  makeCell({ kind, bytes, owner }: BlockOptions): number {
    this.#cellsMade += 1;
    const words = new Int32Array(Math.ceil(bytes / Int32Array.BYTES_PER_ELEMENT));
    const cell = {
      words,
      kind,
      openIn: new Set<number>(),
      owner: owner?.reference[0],
      travelled: -LEASE,
    };
    this.cells.set(this.#cellsMade, cell);
    return this.#cellsMade;
  }

  letGo(number: number, slot: number): void {
    const cell = this.cells.get(number);
    cell?.openIn.delete(slot);
    this.#freeUnused(number);
  }

  travels(number: number): void {
    const cell = this.cells.get(number);
    if (cell !== undefined) cell.travelled = performance.now();
  }

  disown(number: number): void {
    const cell = this.cells.get(number);
    if (cell !== undefined) cell.owner = undefined;
    this.#freeUnused(number);
  }

  #freeUnused(number: number): void {
    const cell = this.cells.get(number);
    if (cell === undefined || cell.openIn.size > 0) return;
    if (cell.owner !== undefined && this.cells.has(cell.owner)) return;
    const left = cell.travelled + LEASE - performance.now();
    if (left > 0) {
      setTimeout(() => this.#freeUnused(number), left).unref();
      return;
    }
    this.cells.delete(number);
    for (const [part, { owner }] of this.cells) if (owner === number) this.#freeUnused(part);
  }
}

interface PartyOptions {
  readonly slot: number;
  readonly generation: number;
  readonly keepsAlive: boolean;
}

/** One party in a {@link LocalSpace}. */
export class LocalMemory implements Memory {
  readonly me: Token;
  readonly slot: number;
  readonly parking: Parking;
  readonly space: LocalSpace;
  readonly #blocks = new Map<number, WeakRef<LocalBlock>>();
  readonly #forgotten = new FinalizationRegistry<number>((number) => {
    if (this.#blocks.get(number)?.deref() === undefined) this.letGo(number);
  });
  #rung = false;

  constructor(space: LocalSpace, { slot, generation, keepsAlive }: PartyOptions) {
    this.space = space;
    this.slot = slot;
    this.me = tokenOf(slot, generation);
    this.parking = new Parking(this, keepsAlive);
  }

  get slotCount(): number {
    return this.space.parties.length;
  }

  allocate(options: BlockOptions): Block {
    return this.open([this.space.makeCell(options), 0, 0]);
  }

  open(reference: BlockReference): Block {
    const [number] = reference;
    const known = this.#blocks.get(number)?.deref();
    if (known !== undefined) return known;
    const cell = this.space.cells.get(number);
    if (cell === undefined) throw new ClosedError("the shared object has been released");
    cell.openIn.add(this.slot);
    const block = new LocalBlock(this, reference, cell);
    this.#blocks.set(number, new WeakRef(block));
    this.#forgotten.register(block, number);
    return block;
  }

  isDead(word: number): boolean {
    const party = this.space.parties[slotOf(word)];
    return party === undefined || generationOf(party.me) !== generationOf(word);
  }

  ring(slot: number): void {
    this.space.parties[slot]?.wakeUp();
  }

  suspect(): undefined {
    // The broker's clients are looked after by nobody.
  }

  announceDeath(): void {
    for (const party of this.space.parties) party?.parking.lookAtAll();
  }

  listen(): void {
    // The event loop is the only place there is.
  }

  noteWait(): () => void {
    return () => {};
  }

  sleep(): void {
    throw new MisuseError(
      "this thread keeps the shared objects of its program, so it can't block; write await here",
    );
  }

  /** Its `Parking` looks at its waits, in a microtask of its own. */
  wakeUp(): void {
    if (this.#rung) return;
    this.#rung = true;
    queueMicrotask(() => {
      this.#rung = false;
      this.parking.rung();
    });
  }

  /** Forgets that this party has a block open. */
  letGo(number: number): void {
    // Another party may have the slot by now.
    if (this.space.parties[this.slot] !== this) return;
    this.#blocks.delete(number);
    this.space.letGo(number, this.slot);
  }

  disown(number: number): void {
    this.space.disown(number);
  }

  /** This party has died: what it holds is to be recovered by the others, who are woken to look. */
  die(): void {
    this.parking.abandon();
    for (const number of this.#blocks.keys()) this.letGo(number);
    this.space.parties[this.slot] = undefined;
    this.announceDeath();
  }
}

class LocalBlock implements Block {
  readonly memory: LocalMemory;
  readonly words: Int32Array;
  readonly bytes: Uint8Array;
  readonly start = 0;
  readonly size: number;
  readonly kind: number;
  readonly reference: BlockReference;
  closed = false;

  constructor(memory: LocalMemory, reference: BlockReference, { words, kind }: Cell) {
    this.memory = memory;
    this.reference = reference;
    this.words = words;
    this.bytes = new Uint8Array(words.buffer);
    this.size = words.byteLength;
    this.kind = kind;
  }

  travels(): void {
    this.memory.space.travels(this.reference[0]);
  }

  release(): void {
    if (this.closed) return;
    this.closed = true;
    this.memory.letGo(this.reference[0]);
  }

  discard(): void {
    this.memory.disown(this.reference[0]);
  }

  sleepOn(): void {
    throw new Error("unreachable: no latch is ever held by another party of the same thread");
  }

  wakeOn(): void {
    throw new Error("unreachable: no party of the same thread can sleep");
  }
}
