import { TimeoutError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import { WaitQueue } from "../task/wait-queue.ts";

/** What a wait for a message has to say: the longest that it takes. */
export interface Taking extends WaitOptions {
  readonly maxLength?: number | undefined;
}

/** With more than this unread, in bytes, no more is read from the socket. */
const highWater = 1 << 20;

/** What a message costs beside its bytes. */
const messageCost = 64;

/** So many places before the first message are left before the list is moved up. */
const mostGaps = 1024;

/** What the inbox asks of the connection. */
export interface Flow {
  pause(): void;
  resume(): void;
  /** Somebody waits: the program stays alive for what comes. */
  ref(): void;
  /** Nobody waits any more. */
  unref(): void;
}

/** Messages that nobody has taken yet, and those who wait for one. */
export class Inbox {
  readonly #flow: Flow;
  readonly #takers = new WaitQueue<Uint8Array, number | undefined>(() => this.#relax());
  readonly #watchers = new WaitQueue<boolean>(() => this.#relax());
  #messages: (Uint8Array | undefined)[] = [];
  #first = 0;
  #bytes = 0;
  #paused = false;
  #waited = false;
  #end: (() => Error) | undefined;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** Whether there is no message. */
  get isEmpty(): boolean {
    return this.#first === this.#messages.length;
  }

  /** Whether `take` would have something to say at once. */
  get ready(): boolean {
    return !this.isEmpty || this.#end !== undefined;
  }

  /** Whether whoever takes now gets the message that comes next. */
  get isNext(): boolean {
    return this.isEmpty && this.#takers.isEmpty;
  }

  /** The longest message that the one takes who gets the next; undefined when that isn't known yet. */
  get wanted(): number | undefined {
    return this.isEmpty ? this.#takers.wanted : undefined;
  }

  /** A message has come. */
  put(message: Uint8Array): void {
    if (!this.#takers.give(message)) {
      this.#messages.push(message);
      this.#bytes += message.byteLength + messageCost;
      if (this.#bytes > highWater && !this.#paused) {
        this.#paused = true;
        this.#flow.pause();
      }
    }
    this.#watchers.giveAll(true);
    this.#relax();
  }

  /** No more will come; what is there can still be taken. Whoever waits learns why from `error`. */
  finish(error: () => Error): void {
    if (this.#end !== undefined) return;
    this.#end = error;
    this.#takers.failAll(error());
    this.#watchers.giveAll(true);
    this.#relax();
  }

  /** The same, and what is there is dropped. */
  drop(error: () => Error): void {
    this.#end = undefined;
    this.#messages = [];
    this.#first = 0;
    this.#bytes = 0;
    this.finish(error);
  }

  /** The first message, and it is out. */
  shift(): Uint8Array | undefined {
    const message = this.#messages[this.#first];
    if (message === undefined) return undefined;
    this.#messages[this.#first++] = undefined;
    this.#bytes -= message.byteLength + messageCost;
    if (this.isEmpty || this.#first > mostGaps) this.#moveUp();
    if (this.#paused && this.#bytes <= highWater / 2) {
      this.#paused = false;
      this.#flow.resume();
    }
    return message;
  }

  /** The first message; waits for it. Rejects with the error of the end, TimeoutError or the signal's reason. */
  take(options: Taking): Promise<Uint8Array> {
    const { timeout, signal } = options;
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    if (!this.ready && timeout !== undefined && timeout <= 0) {
      return lookOnce().then(() => this.#takeOrWait(options));
    }
    return this.#takeOrWait(options);
  }

  /** Whether `take` has something to say within the limits. */
  async poll({ timeout = 0, signal }: WaitOptions): Promise<boolean> {
    signal?.throwIfAborted();
    if (!this.ready && timeout <= 0) await lookOnce();
    if (this.ready || timeout <= 0) return this.ready;
    try {
      this.#stay();
      return await this.#watchers.wait(undefined, { timeout, signal });
    } catch (error) {
      if (error instanceof TimeoutError) return false;
      throw error;
    }
  }

  #takeOrWait(options: Taking): Promise<Uint8Array> {
    const message = this.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.#end !== undefined) return Promise.reject(this.#end());
    this.#stay();
    return this.#takers.wait(options.maxLength, options);
  }

  #stay(): void {
    if (this.#waited) return;
    this.#waited = true;
    this.#flow.ref();
  }

  #relax(): void {
    if (!this.#waited || !this.#takers.isEmpty || !this.#watchers.isEmpty) return;
    this.#waited = false;
    this.#flow.unref();
  }

  #moveUp(): void {
    // Each message is moved rarely: for every place that is gained, one at most is copied.
    if (this.#first * 2 < this.#messages.length) return;
    this.#messages = this.#messages.slice(this.#first);
    this.#first = 0;
  }
}

/** What the system has got already is read: the event loop looks for it once. */
function lookOnce(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
