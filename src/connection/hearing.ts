import type { MessageStream } from "./message-stream.ts";

/** The listeners of a connection in the form without promises, and whether they keep the program alive. */
export class Hearing {
  #message: ((bytes: Uint8Array) => void) | undefined;
  #end: ((error: Error | undefined) => void) | undefined;
  #drain: (() => void) | undefined;
  /** How the connection has ended; undefined: not yet. */
  #ended: { readonly error: Error | undefined } | undefined;
  #mayHold = true;
  #holds = false;
  readonly #stream: MessageStream;

  constructor(stream: MessageStream) {
    this.#stream = stream;
  }

  /** Whether somebody listens to the messages. */
  get active(): boolean {
    return this.#message !== undefined;
  }

  /** Takes the listener of messages. */
  onMessage(listener: (bytes: Uint8Array) => void): void {
    this.#message = listener;
    this.#holdOn();
  }

  /** Takes the listener of the end; it is told at once when that has been. */
  onEnd(listener: (error: Error | undefined) => void): void {
    if (this.#ended === undefined) this.#end = listener;
    else listener(this.#ended.error);
  }

  /** Takes the listener of room to write. */
  onDrain(listener: () => void): void {
    this.#drain = listener;
  }

  /** A message has come. */
  message(bytes: Uint8Array): void {
    try {
      this.#message?.(bytes);
    } catch (error) {
      // Thrown from here it would take along what has come behind this message.
      process.nextTick(raise, error);
    }
  }

  /** There is room to write. */
  drain(): void {
    this.#drain?.();
  }

  /** Nothing comes any more. Only the first time counts. */
  end(error: Error | undefined): void {
    if (this.#ended !== undefined) return;
    this.#ended = { error };
    this.#letGo();
    this.#end?.(error);
  }

  /** Listening keeps the program alive, now or later. */
  ref(): void {
    this.#mayHold = true;
    this.#holdOn();
  }

  /** Listening doesn't keep the program alive, now or later. */
  unref(): void {
    this.#mayHold = false;
    this.#letGo();
  }

  #holdOn(): void {
    const wanted = this.#mayHold && this.active && this.#ended === undefined;
    if (!wanted || this.#holds) return;
    this.#holds = true;
    this.#stream.ref();
  }

  #letGo(): void {
    if (!this.#holds) return;
    this.#holds = false;
    this.#stream.unref();
  }
}

function raise(error: unknown): never {
  throw error;
}
