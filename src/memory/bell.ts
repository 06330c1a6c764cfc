import { closeSync, constants, fstatSync, openSync, writeSync } from "node:fs";
import { Socket, type OnReadOpts, type SocketConstructorOpts } from "node:net";
import { slot, WORD_BYTES } from "./layout.ts";
import { lifeWordAt, slotAt, slotIsDead, tokenIsDead } from "./slots.ts";
import type { Tables } from "./tables.ts";
import { slotOf, WAITED, type Token } from "./word.ts";

/** The bits of a slot's mode. */
const SLEEPS = 1;
const LISTENS = 2;

const everyone = 0x7fff_ffff;
const oneByte = Buffer.from([1]);
const { O_NONBLOCK, O_WRONLY } = constants;

/** The writing end of another thread's doorbell. */
interface Button {
  readonly generation: number;
  readonly descriptor: number;
}

/**
 * How threads wake each other. Each slot has a bell word: 1 means rung and not looked at yet. A thread sleeps on that
 * word (futex), or has a doorbell, a pipe that its event loop reads, or both; its mode word says which.
 *
 * Ringing sets the bell and then reads the mode; going to sleep sets the mode and then looks at the bell. Whichever
 * comes second sees the other (README.md, "The bell").
 */
export class Bell {
  readonly #tables: Tables;
  readonly #words: Int32Array;
  readonly #at: number;
  readonly #rung: () => void;
  readonly #buttons = new Map<number, Button>();
  #doorbell: Socket | undefined;

  /** `rung` is called from the event loop when somebody has rung, once `listen` has been called. */
  constructor(tables: Tables, slotNumber: number, rung: () => void) {
    this.#tables = tables;
    this.#words = tables.words;
    this.#at = slotAt(slotNumber);
    this.#rung = rung;
  }

  /** Wakes the thread in this slot. For nobody, it does nothing. */
  ring(number: number): void {
    const at = slotAt(number);
    // Who has been rung and hasn't looked yet will see our change too.
    if (Atomics.exchange(this.#words, at + slot.bell, 1) === 1) return;
    const mode = Atomics.load(this.#words, at + slot.mode);
    if ((mode & SLEEPS) !== 0) this.#tables.libc.futexWake(this.#addressOf(at + slot.bell), 1);
    if ((mode & LISTENS) !== 0) this.#press(number);
  }

  /** Blocks until rung, until `watched` has died, or for `limit` milliseconds. */
  sleep(limit: number, watched: Token): void {
    const bell = this.#at + slot.bell;
    Atomics.or(this.#words, this.#at + slot.mode, SLEEPS);
    if (Atomics.load(this.#words, bell) === 0) {
      if (watched === 0 || !this.#sleepWatching(watched, limit))
        this.#tables.libc.futexWait(this.#addressOf(bell), 0, limit);
    }
    Atomics.and(this.#words, this.#at + slot.mode, ~SLEEPS);
    Atomics.store(this.#words, bell, 0);
  }

  /** From now on rings reach the event loop. Doesn't keep it alive. */
  listen(): void {
    if (this.#doorbell !== undefined) return;
    const descriptor = this.#tables.libc.makePipe();
    Atomics.store(this.#words, this.#at + slot.doorbellInode, inodeOf(descriptor) ?? 0);
    Atomics.store(this.#words, this.#at + slot.doorbell, descriptor + 1);
    Atomics.or(this.#words, this.#at + slot.mode, LISTENS);
    // A ring from before went nowhere; whoever begins to listen looks for himself once.
    Atomics.store(this.#words, this.#at + slot.bell, 0);
    // The types know `onread` for connections only.
    const options: SocketConstructorOpts & { readonly onread: OnReadOpts } = {
      fd: descriptor,
      readable: true,
      writable: false,
      onread: {
        buffer: Buffer.alloc(64),
        callback: () => {
          Atomics.store(this.#words, this.#at + slot.bell, 0);
          this.#rung();
          return true;
        },
      },
    };
    this.#doorbell = new Socket(options);
    // Nothing can go wrong with a pipe whose both ends are ours, but an error without a listener would be fatal.
    this.#doorbell.on("error", () => {});
    this.#doorbell.read(0);
    this.#doorbell.unref();
  }

  /** Sleeps on the bell and on the life word of another thread. False when that isn't possible here. */
  #sleepWatching(watched: Token, limit: number): boolean {
    if (tokenIsDead(this.#words, watched)) return true;
    const life = lifeWordAt(this.#words, slotOf(watched));
    const word = Atomics.load(this.#words, life);
    // The kernel wakes nobody at a life word that doesn't say that somebody waits (FUTEX_WAITERS).
    const marked = word | WAITED;
    if (word !== marked && Atomics.compareExchange(this.#words, life, word, marked) !== word)
      return true;
    if (tokenIsDead(this.#words, watched)) return true;
    const address = this.#addressOf(life);
    const slept = this.#tables.libc.futexWaitBoth(
      { address: this.#addressOf(this.#at + slot.bell), value: 0 },
      { address, value: marked },
      limit,
    );
    // It wakes only one of those who watch a thread; that one has to tell the others.
    if (slept && slotIsDead(this.#words, slotOf(watched)))
      this.#tables.libc.futexWake(address, everyone);
    return slept;
  }

  #press(number: number): void {
    const button = this.#buttonOf(number);
    if (button === undefined) return;
    try {
      writeSync(button.descriptor, oneByte);
    } catch {
      // Full: then it is being pressed all the time. Broken: then nobody is there any more.
    }
  }

  #buttonOf(number: number): Button | undefined {
    const generation = Atomics.load(this.#words, slotAt(number) + slot.generation);
    const known = this.#buttons.get(number);
    if (known?.generation === generation) return known;
    if (known !== undefined) closeSync(known.descriptor);
    this.#buttons.delete(number);
    const descriptor = this.#openButton(number);
    if (descriptor === undefined) return undefined;
    const button = { generation, descriptor };
    this.#buttons.set(number, button);
    return button;
  }

  /** Opens another thread's doorbell through /proc: the descriptor of another process, but it is our user's. */
  #openButton(number: number): number | undefined {
    const at = slotAt(number);
    const pid = Atomics.load(this.#words, at + slot.pid);
    const doorbell = Atomics.load(this.#words, at + slot.doorbell) - 1;
    let descriptor: number | undefined;
    try {
      descriptor = openSync(`/proc/${pid}/fd/${doorbell}`, O_WRONLY | O_NONBLOCK);
    } catch {
      return undefined;
    }
    // A thread that is just ending may have closed it, and the number may belong to a file of the user's by now.
    if (inodeOf(descriptor) === Atomics.load(this.#words, at + slot.doorbellInode))
      return descriptor;
    closeSync(descriptor);
    return undefined;
  }

  #addressOf(index: number): number {
    return this.#tables.address + index * WORD_BYTES;
  }
}

/** The lower half of a pipe's inode number; undefined for what is no pipe. */
function inodeOf(descriptor: number): number | undefined {
  const status = fstatSync(descriptor);
  return status.isFIFO() ? status.ino | 0 : undefined;
}
