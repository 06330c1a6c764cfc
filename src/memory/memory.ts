import type { Token } from "./word.ts";

/** So many threads can have a part in one memory at a time: slots are numbered from 0 to one less. */
export const SLOTS = 1024;

/** Where a block is, as it travels in a handle; the serial number tells it from an earlier block at the same place. */
export type BlockReference = readonly [segment: number, offset: number, serial: number];

/** How a block is to be made. */
export interface BlockOptions {
  /** Which kind of object lives in it; see kinds.ts. */
  readonly kind: number;
  /** How many bytes the object needs. They are zero at first. */
  readonly bytes: number;
  /** What `skein doctor` calls it; cut to 31 bytes of UTF-8. */
  readonly name?: string | undefined;
  /** The block that it is a part of: it is not freed before that one, unless it is {@link Block.discard}ed. */
  readonly owner?: Block | undefined;
}

/**
 * The memory that the threads and processes of one program share, as one thread sees it. Two implementations: mapped
 * memory (threads and processes, Linux), and local memory (one thread: what the broker keeps for its clients).
 */
export interface Memory {
  /** Who this thread is in the words of locks. */
  readonly me: Token;
  /** The number of this thread's slot. */
  readonly slot: number;
  /** Where the waits of this thread are kept. */
  readonly parking: Waits;
  /** All slots that have ever been used are below this: how far per-slot tables have to be read. */
  readonly slotCount: number;
  /** Makes a block, filled with zeros. Throws MemoryFullError when there is no room. */
  allocate(options: BlockOptions): Block;
  /**
   * Opens the block that a handle names; from then on this thread keeps it from being freed. Throws ClosedError when it
   * has been freed. One block is one object in a thread, however often it is opened.
   */
  open(reference: BlockReference): Block;
  /** Whether the thread that a token, or a word with one, names has ended; true for slots that were never used. */
  isDead(word: number): boolean;
  /** Wakes the thread in this slot: out of `sleep`, or by calling its parking's `rung` from its event loop. */
  ring(slot: number): void;
  /** Wakes everybody to look whether what they wait for was held by somebody who has died. */
  announceDeath(): void;
  /**
   * Asked now and then by a wait for the object in `block` that has lasted for `waited` milliseconds: an error when it
   * will never end.
   */
  suspect(block: Block, waited: number): Error | undefined;
  /** Prepares for being rung in the event loop: from now on `ring` reaches this thread there. Idempotent. */
  listen(): void;
  /** Writes down that this thread waits for the object in `block`, for reports; gives what to call when it has ended. */
  noteWait(block: Block): () => void;
  /**
   * Blocks this thread until it is rung, at most for `limit` milliseconds, and at most until the thread that `watched`
   * names dies. May return early for no reason. A ring that came since the last `sleep` ends it at once.
   */
  sleep(limit: number, watched?: Token): void;
}

/** A piece of memory in which one shared object lives. */
export interface Block {
  readonly memory: Memory;
  /** The memory around the block as words … */
  readonly words: Int32Array;
  /** … and as bytes. Both see other blocks too: mind the bounds. */
  readonly bytes: Uint8Array;
  /** The index in `words` of the block's first word; times four, of its first byte. A multiple of 16 words. */
  readonly start: number;
  /** How many bytes the object may use. */
  readonly size: number;
  readonly kind: number;
  readonly reference: BlockReference;
  /** Whether this thread has let go of it. */
  readonly closed: boolean;
  /** To be called when a handle on the block is about to travel: keeps it from being freed before it has arrived. */
  travels(): void;
  /**
   * This thread lets go of the block, which is freed when nobody has it open any more. Happens by itself when the block
   * object is garbage. Idempotent.
   */
  release(): void;
  /** It is no part of its owner any more: from now on it lives like any other block, as long as somebody has it open. */
  discard(): void;
  /** Blocks while the word at `index` is `value`, at most `limit` milliseconds; may return early. Latches only. */
  sleepOn(index: number, value: number, limit: number): void;
  /** Wakes one thread that sleeps on the word at `index`. Latches only. */
  wakeOn(index: number): void;
}

/** How long a wait may last. */
export interface WaitLimits {
  /** Milliseconds; 0 or less asks without waiting. Default: no limit. */
  readonly timeout?: number | undefined;
  /** Aborting it ends the wait with the signal's reason. A wait that blocks its thread looks at it only once. */
  readonly signal?: AbortSignal | undefined;
}

/** What is waited for. */
export interface Waiting<Result> {
  /** Who waits here: whoever changes what `attempt` looks at calls {@link Waits.wake} with this set. */
  readonly set: WaitSet;
  /**
   * Tries to get what is wanted, in one piece, and gives undefined when it can't. Called again and again: at first,
   * after every ring, and now and then, since nobody rings for the dead. What it throws ends the wait.
   */
  attempt(): Result | undefined;
  /** Whether those of this thread that came later may get something when this one gets nothing. Default: they may not. */
  readonly letsPass?: boolean;
  /** Whose death shall end a blocking wait's sleep at once (0: nobody's); asked before each sleep. */
  watched?(): Token;
}

/** The threads that wait for something; {@link SlotSet} is the one implementation. */
export interface WaitSet {
  readonly block: Block;
  readonly key: number;
  readonly empty: boolean;
  has(slot: number): boolean;
  add(slot: number): void;
  remove(slot: number): boolean;
  take(first: number, except: number): number;
}

/** The waits of one thread; {@link Parking} is the one implementation. */
export interface Waits {
  /** Waits in the event loop. */
  wait<Result>(waiting: Waiting<Result>, limits?: WaitLimits): Promise<Result>;
  /** Blocks the thread. */
  waitSync<Result>(waiting: Waiting<Result>, limits?: WaitLimits): Result;
  /** Wakes at most `count` (default: 1) of the threads in the set, this one's own waits included. */
  wake(set: WaitSet, count?: number): void;
  /** This thread has been rung. */
  rung(): void;
  /** Tries all waits, whether anybody has rung or not. */
  lookAtAll(): void;
}
