import type { Frame } from "./transport.ts";

/** The receiving half that every transport shares: keeps frames until somebody listens, and tells the end once. */
export class Inbox {
  #listener: ((frame: Frame) => void) | undefined;
  #backlog: Frame[] = [];
  #closedListeners: (() => void)[] = [];
  #ended = false;

  /** Whether the other side is known to be gone. */
  get ended(): boolean {
    return this.#ended;
  }

  /**
   * Takes the one listener. What came before is given to it soon, not at once: who listens to a warm spare, which has
   * said hello long ago, is still being made at this moment.
   */
  receive(listener: (frame: Frame) => void): void {
    if (this.#backlog.length === 0) this.#listener = listener;
    else queueMicrotask(() => this.#flush(listener));
  }

  /** A listener that throws is an uncaught error, but does no harm to the frames behind. */
  deliver(frame: Frame): void {
    if (this.#listener === undefined) {
      this.#backlog.push(frame);
      return;
    }
    try {
      this.#listener(frame);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  #flush(listener: (frame: Frame) => void): void {
    this.#listener = listener;
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const frame of backlog) this.deliver(frame);
  }

  /** Calls the listener once at the end; soon, when the end has already been. */
  closed(listener: () => void): void {
    if (this.#ended) queueMicrotask(listener);
    else this.#closedListeners.push(listener);
  }

  /** Marks the end; only the first call has an effect. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    const listeners = this.#closedListeners;
    this.#closedListeners = [];
    for (const listener of listeners) listener();
  }
}
