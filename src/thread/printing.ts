import type { Writable } from "node:stream";

/**
 * What is printed in a worker goes through the main thread, by another way than everything else that is sent there. This
 * knows when it has arrived, so that whoever waits for a thread finds printed what the thread has printed.
 *
 * For each piece the main thread sends a receipt when it has taken it up, but also one at the very beginning. So a
 * receipt may be that of the piece before, and only two empty pieces, one after the other, say that all is out.
 */
export class Prints {
  #waiting = new Set<() => void>();
  /** Whether something has been printed that nobody has asked about yet. */
  #fresh = false;
  #asking = false;

  constructor() {
    for (const stream of [process.stdout, process.stderr]) this.#watch(stream);
  }

  /** Calls back when all that has been printed so far is out: at once when there is nothing on its way. */
  whenOut(callback: () => void): void {
    if (!this.#fresh && !this.#asking) return callback();
    this.#waiting.add(callback);
    this.#ask();
  }

  /** Calls back all who wait, for nothing more will be done here for a while. */
  giveUp(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const callback of waiting) callback();
  }

  /** One question at a time; those who come meanwhile wait for the next. */
  #ask(): void {
    if (this.#asking) return;
    this.#asking = true;
    this.#fresh = false;
    const waiting = [...this.#waiting];
    empty(process.stdout, () =>
      empty(process.stderr, () => {
        this.#asking = false;
        for (const callback of waiting) if (this.#waiting.delete(callback)) callback();
        if (this.#waiting.size > 0) this.#ask();
      }),
    );
  }

  #watch(stream: Writable): void {
    const write = stream.write.bind(stream);
    const watched = (...args: Parameters<Writable["write"]>): boolean => {
      this.#fresh = true;
      return write(...args);
    };
    // Both forms of `write` are passed on as they come.
    stream.write = watched as Writable["write"];
    written.set(stream, write);
  }
}

/** How to write to a stream without its being noticed. */
const written = new WeakMap<Writable, (chunk: string, callback: () => void) => boolean>();

/** Calls back when what was written before has been taken up. */
function empty(stream: Writable, callback: () => void): void {
  const write = written.get(stream);
  if (write === undefined) return callback();
  write("", () => write("", () => callback()));
}
