import { ClosedError } from "../../../src/errors.ts";
import type { Block, BlockOptions, BlockReference, Memory } from "../../../src/memory/memory.ts";
import { generationOf, slotOf, tokenOf, type Token } from "../../../src/memory/word.ts";
import { EXPIRED, type Actor, type Machine } from "./machine.ts";
import { operation } from "./operation.ts";
import { performer } from "./performer.ts";
import { WatchedParking } from "./watched-parking.ts";
import { bytesView, wordsView } from "./views.ts";

/** How many milliseconds a look at the clock takes: far less than any timeout, even many of them. */
const GLANCE = 1e-6;

/** How a process sees the memory of a {@link Machine}. All that it does is an operation of the process. */
export class ModelMemory implements Memory {
  readonly me: Token;
  readonly slot: number;
  readonly slotCount: number;
  readonly parking: WatchedParking;
  /** The first block, which everybody has open. */
  readonly first: ModelBlock;
  /** Where blocks begin, and which serial number they have had when they were made or opened. */
  readonly machine: Machine;
  readonly #blocks = new Map<number, ModelBlock>();
  #tasks: (() => void)[] = [];
  #now = 0;

  constructor(machine: Machine, { slot, generation }: Actor, slotCount: number) {
    this.machine = machine;
    this.slot = slot;
    this.me = tokenOf(slot, generation);
    this.slotCount = slotCount;
    this.first = new ModelBlock(this, [0, 0, 1], 0);
    this.#blocks.set(0, this.first);
    this.parking = new WatchedParking(this);
  }

  /** The clock moves on with each look at it, so that nobody looks for ever. */
  now(): number {
    this.#now += GLANCE;
    return this.#now;
  }

  later(task: () => void): void {
    this.#tasks.push(task);
  }

  allocate({ kind, owner }: BlockOptions): Block {
    const part = owner === undefined ? 0 : owner.reference[0] + 1;
    const number = performer().perform(operation("allocate", 0, part));
    const serial = performer().perform(operation("serial", number));
    return this.#keep(new ModelBlock(this, [number, 0, serial], kind));
  }

  open(reference: BlockReference): Block {
    const [number, , serial] = reference;
    const known = this.#blocks.get(number);
    if (known?.reference[2] === serial && !known.closed) return known;
    if (performer().perform(operation("open", number, serial)) === 0)
      throw new ClosedError("the shared object has been released");
    return this.#keep(new ModelBlock(this, reference, 0));
  }

  isDead(word: number): boolean {
    const life = this.machine.lifeAt(slotOf(word));
    return performer().perform(operation("load", life)) !== generationOf(word);
  }

  ring(slot: number): void {
    performer().perform(operation("ring", slot));
  }

  announceDeath(): void {
    throw new Error("nobody announces a death here: it has to be noticed");
  }

  suspect(): undefined {
    // Nobody looks for deadlocks.
  }

  listen(): void {
    // A ring reaches everybody.
  }

  noteWait(): () => void {
    return () => {};
  }

  /** Gives whether it was rung, or time has passed. */
  sleep(limit: number, watched: Token = 0): boolean {
    const result = performer().perform(operation("sleep", this.slot, watched));
    if (result !== EXPIRED) return true;
    this.#now += limit;
    return false;
  }

  /**
   * What the event loop does in a thread that waits for a promise: runs microtasks, is rung, looks at its waits now and
   * then. Until `isOver`, or until `giveUp`, called when time has passed, says that it was enough.
   */
  loop(isOver: () => boolean, giveUp: () => boolean = () => false): void {
    this.runTasks();
    while (!isOver()) {
      if (this.sleep(0)) this.parking.rung();
      else if (giveUp()) return this.runTasks();
      else this.parking.lookAtAll();
      this.runTasks();
    }
  }

  /** How many milliseconds its sleeps have taken that ended by themselves. */
  get elapsed(): number {
    return Math.floor(this.#now);
  }

  /** What makes a difference when the process sleeps. */
  get mark(): string {
    return JSON.stringify([this.parking.served, this.#tasks.length]);
  }

  runTasks(): void {
    while (this.#tasks.length > 0) {
      const tasks = this.#tasks;
      this.#tasks = [];
      for (const task of tasks) task();
    }
  }

  #keep(block: ModelBlock): Block {
    this.#blocks.set(block.reference[0], block);
    return block;
  }
}

/** A block as a process sees it. */
export class ModelBlock implements Block {
  readonly memory: ModelMemory;
  readonly words: Int32Array = wordsView;
  readonly bytes: Uint8Array = bytesView;
  readonly start: number;
  readonly size = 0;
  readonly kind: number;
  readonly reference: BlockReference;
  closed = false;

  constructor(memory: ModelMemory, reference: BlockReference, kind: number) {
    this.memory = memory;
    this.start = memory.machine.startOf(reference[0]);
    this.reference = reference;
    this.kind = kind;
  }

  travels(): void {
    throw new Error("nothing travels here");
  }

  release(): void {
    if (this.closed) return;
    this.closed = true;
    performer().perform(operation("release", this.reference[0]));
  }

  discard(): void {
    performer().perform(operation("discard", this.reference[0]));
  }

  sleepOn(index: number, value: number): void {
    if (performer().perform(operation("queue", index, value)) === 1)
      performer().perform(operation("doze"));
  }

  wakeOn(index: number): void {
    performer().perform(operation("wakeOn", index));
  }
}
