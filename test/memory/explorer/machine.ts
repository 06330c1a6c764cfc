import { MemoryWords } from "./memory-words.ts";
import { wordOf, type Operation } from "./operation.ts";

/** Who does something: a process has a slot, and one that takes over a slot has the same one. */
export interface Actor {
  readonly slot: number;
  readonly generation: number;
}

/** What a machine has. */
export interface MachineSize {
  readonly slots: number;
  readonly blocks: number;
  /** How many words each block has; a multiple of 16. */
  readonly blockWords: number;
}

/** The words of a slot: the generation that lives in it, its bell, and on what it dozes. */
const slotAt = { life: 0, bell: 1, queue: 2, words: 3 } as const;
/** The words of a block: who has it open (a bit a slot), of which block it is a part, plus one. */
const blockAt = { used: 0, serial: 1, open: 2, owner: 3, words: 4 } as const;
const WOKEN = -1;

/** The result of a sleep that nobody has ended. */
export const EXPIRED = 0;
const RUNG = 1;

/**
 * What all processes share, and what each operation does to it. Everything is a word: who lives, who has been rung, who
 * sleeps, which blocks there are.
 */
export class Machine extends MemoryWords {
  readonly #size: MachineSize;
  /** The index of the first word of the first block. */
  readonly #data: number;

  constructor(size: MachineSize) {
    const table = size.slots * slotAt.words + size.blocks * blockAt.words;
    const data = Math.ceil(table / 16) * 16;
    super(data + size.blocks * size.blockWords);
    this.#size = size;
    this.#data = data;
  }

  lifeAt(slot: number): number {
    return slot * slotAt.words + slotAt.life;
  }

  /** The index of a block's first word. */
  startOf(block: number): number {
    return this.#data + block * this.#size.blockWords;
  }

  /** How a word is called in a trace. */
  nameOf(index: number): string {
    if (index >= this.#data) {
      const block = Math.floor((index - this.#data) / this.#size.blockWords);
      return `block ${block}[${index - this.startOf(block)}]`;
    }
    const slot = Math.floor(index / slotAt.words);
    return slot < this.#size.slots ? `life of slot ${slot}` : `word ${index}`;
  }

  /** In which ways an operation can go on now; none: it has to wait. */
  choices(operation: Operation, { slot }: Actor): readonly number[] {
    const { kind, index, value } = operation;
    if (kind === "sleep") {
      const rung = this.get(this.#slot(slot) + slotAt.bell) === 1;
      return rung || (value !== 0 && this.isDead(value)) ? [RUNG] : [];
    }
    if (kind === "doze") return this.get(this.#slot(slot) + slotAt.queue) === WOKEN ? [RUNG] : [];
    if (kind !== "wakeOn") return [0];
    const dozing = this.#slotsWith((other) => this.get(other + slotAt.queue) === index + 1);
    return dozing.length > 0 ? dozing : [-1];
  }

  /** Does it, and gives the result. Throws when the program may not do that. */
  execute(operation: Operation, { slot }: Actor, choice: number): number {
    const { kind, index, value, expected } = operation;
    const own = this.#slot(slot);
    switch (kind) {
      case "ring":
        if (this.get(this.lifeAt(index)) !== 0) this.set(this.#slot(index) + slotAt.bell, 1);
        return 0;
      case "sleep":
        this.set(own + slotAt.bell, 0);
        return choice;
      case "queue":
        this.#assertOpen(index, slot);
        if (this.get(index) !== value) return 0;
        this.set(own + slotAt.queue, index + 1);
        return 1;
      case "doze":
        this.set(own + slotAt.queue, 0);
        return choice;
      case "wakeOn":
        this.#assertOpen(index, slot);
        if (choice >= 0) this.set(this.#slot(choice) + slotAt.queue, WOKEN);
        return 0;
      case "allocate":
        return this.#allocate(value, slot);
      case "open":
        return this.#open(index, value, slot);
      case "release":
        this.#letGo(index, slot);
        return 0;
      case "discard":
        this.set(this.#block(index) + blockAt.owner, 0);
        this.#freeUnused(index);
        return 0;
      case "serial":
        return this.serialOf(index);
      default: {
        const word = wordOf(operation);
        if (word >= this.#data) this.#assertOpen(word, slot);
        return this.#touch(kind, index, { value, expected });
      }
    }
  }

  isDead(token: number): boolean {
    const slot = (token & 0xffff) - 1;
    return this.get(this.lifeAt(slot)) !== ((token >>> 16) & 0x7fff);
  }

  /** The thread in a slot begins to live, with the first block open. */
  bear({ slot, generation }: Actor): void {
    this.set(this.lifeAt(slot), generation);
    this.#open(0, this.serialOf(0), slot);
  }

  die(slot: number): void {
    const own = this.#slot(slot);
    for (let word = 0; word < slotAt.words; word += 1) this.set(own + word, 0);
    for (let block = 0; block < this.#size.blocks; block += 1) this.#letGo(block, slot);
  }

  /** Lets go of all blocks but the first. */
  forgetBlocks(slot: number): void {
    for (let block = 1; block < this.#size.blocks; block += 1) this.#letGo(block, slot);
  }

  serialOf(block: number): number {
    return this.get(this.#block(block) + blockAt.serial);
  }

  get blocksInUse(): number {
    let used = 0;
    for (let block = 0; block < this.#size.blocks; block += 1)
      used += this.get(this.#block(block) + blockAt.used);
    return used;
  }

  #touch(
    kind: Operation["kind"],
    index: number,
    { value, expected }: Pick<Operation, "value" | "expected">,
  ): number {
    if (kind === "readByte") return this.getByte(index);
    if (kind === "writeByte") {
      this.setByte(index, value);
      return value;
    }
    const before = this.get(index);
    switch (kind) {
      case "load":
      case "read":
        return before;
      case "store":
      case "write":
      case "exchange":
        this.set(index, value);
        return kind === "exchange" ? before : value;
      case "compareExchange":
        if (before === (expected | 0)) this.set(index, value);
        return before;
      case "add":
        this.set(index, before + value);
        return before;
      case "sub":
        this.set(index, before - value);
        return before;
      case "and":
        this.set(index, before & value);
        return before;
      case "or":
        this.set(index, before | value);
        return before;
      case "xor":
        this.set(index, before ^ value);
        return before;
      default:
        throw new Error(`unreachable: ${kind}`);
    }
  }

  #allocate(owner: number, slot: number): number {
    for (let block = 0; block < this.#size.blocks; block += 1) {
      const at = this.#block(block);
      if (this.get(at + blockAt.used) === 1) continue;
      this.set(at + blockAt.used, 1);
      this.set(at + blockAt.serial, this.get(at + blockAt.serial) + 1);
      this.set(at + blockAt.open, 1 << slot);
      this.set(at + blockAt.owner, owner);
      return block;
    }
    throw new Error("the model has too few blocks");
  }

  #open(block: number, serial: number, slot: number): number {
    const at = this.#block(block);
    if (this.get(at + blockAt.used) === 0 || this.get(at + blockAt.serial) !== serial) return 0;
    this.set(at + blockAt.open, this.get(at + blockAt.open) | (1 << slot));
    return 1;
  }

  #letGo(block: number, slot: number): void {
    const at = this.#block(block) + blockAt.open;
    this.set(at, this.get(at) & ~(1 << slot));
    this.#freeUnused(block);
  }

  #freeUnused(block: number): void {
    const at = this.#block(block);
    if (this.get(at + blockAt.used) === 0 || this.get(at + blockAt.open) !== 0) return;
    const owner = this.get(at + blockAt.owner) - 1;
    if (owner >= 0 && this.get(this.#block(owner) + blockAt.used) === 1) return;
    this.set(at + blockAt.used, 0);
    const start = this.startOf(block);
    for (let word = 0; word < this.#size.blockWords; word += 1) this.set(start + word, 0);
    for (let part = 0; part < this.#size.blocks; part += 1)
      if (this.get(this.#block(part) + blockAt.owner) === block + 1) this.#freeUnused(part);
  }

  #assertOpen(index: number, slot: number): void {
    const block = Math.floor((index - this.#data) / this.#size.blockWords);
    if (index < this.#data || block >= this.#size.blocks)
      throw new Error(`touches word ${index}, which is in no block`);
    if ((this.get(this.#block(block) + blockAt.open) & (1 << slot)) === 0)
      throw new Error(`touches ${this.nameOf(index)}, though it doesn't have that block open`);
  }

  #slotsWith(isWanted: (at: number) => boolean): readonly number[] {
    const found: number[] = [];
    for (let slot = 0; slot < this.#size.slots; slot += 1)
      if (isWanted(this.#slot(slot))) found.push(slot);
    return found;
  }

  #slot(slot: number): number {
    return slot * slotAt.words;
  }

  #block(block: number): number {
    return this.#size.slots * slotAt.words + block * blockAt.words;
  }
}
