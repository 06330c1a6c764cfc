import { perThread } from "../per-thread.ts";

/** The thread is in a native function that must not be interrupted. */
const BUSY = 1;
/** Somebody is about to end the thread. */
const ENDING = 2;

const state = perThread<{ words: Int32Array | undefined }>("native-section", () => ({
  words: undefined,
}));

/** For the entry of a thread: where it says to whoever may end it when it must not be ended. */
export function shareNativeSection(buffer: SharedArrayBuffer): void {
  state.words = new Int32Array(buffer);
}

/**
 * Runs `body`, in which this thread isn't ended. A thread that is ended while a native add-on makes objects, as koffi does
 * when it is loaded, takes the whole process along: the add-on wants to throw, and can't.
 */
export function uninterrupted<Result>(body: () => Result): Result {
  const { words } = state;
  if (words === undefined) return body();
  // Never to come back: whoever has said so ends this thread now.
  if (Atomics.compareExchange(words, 0, 0, BUSY) === ENDING) Atomics.wait(words, 0, ENDING);
  try {
    return body();
  } finally {
    Atomics.and(words, 0, ~BUSY);
    Atomics.notify(words, 0);
  }
}

/** The other side of a thread's native section: held by whoever may end the thread. */
export class NativeSection {
  /** To be given to the thread. */
  readonly buffer: SharedArrayBuffer = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
  readonly #words = new Int32Array(this.buffer);

  /** Calls `end`, which ends the thread, as soon as it may: mostly at once, else within a few milliseconds. */
  whenLeft(end: () => void): void {
    if ((Atomics.or(this.#words, 0, ENDING) & BUSY) === 0) return end();
    setTimeout(() => this.whenLeft(end), 1);
  }

  /** Waits until the thread may be ended, for a program that is ending itself; at most `limit` milliseconds. */
  waitUntilLeft(limit: number): void {
    if ((Atomics.or(this.#words, 0, ENDING) & BUSY) !== 0)
      Atomics.wait(this.#words, 0, BUSY | ENDING, limit);
  }
}
