import { ClosedError } from "../errors.ts";
import { nameOf, stayHere } from "./local-only.ts";
import { WaitQueue } from "./wait-queue.ts";
import { waitable, type Waitable } from "./waitable.ts";
import type { WaitOptions } from "./wait.ts";

/** How an event is made. */
export interface EventOptions {
  /** What errors call it. */
  readonly name?: string | undefined;
}

/**
 * Something that happens, for the coroutines of one event loop, as asyncio's: whoever waits for it goes on when somebody
 * sets it, and nobody waits while it is set. It has the members of the Event that threads and processes share but those
 * that block, and can't be sent to them.
 *
 * @example
 *     import { Event } from "skein/task";
 *     const connected = new Event();
 *     socket.once("connect", () => connected.set());
 *     await connected.wait({ timeout: 10_000 });
 */
export class Event implements Disposable {
  readonly #name: string;
  #isSet = false;
  #isClosed = false;
  readonly #waits = new WaitQueue<true>();

  static {
    stayHere(this.prototype, "Event");
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, waitable, {
      value(this: Event): Waitable {
        return { ready: () => this.isSet, whenReady: (options) => this.wait(options) };
      },
    });
  }

  constructor({ name }: EventOptions = {}) {
    this.#name = nameOf("Event", name);
  }

  get isSet(): boolean {
    this.#assertOpen();
    return this.#isSet;
  }

  /** Sets it, and wakes all who wait for it, even if it is cleared at once. */
  set(): void {
    this.#assertOpen();
    this.#isSet = true;
    this.#waits.giveAll(true);
  }

  /** From now on one waits for it again. */
  clear(): void {
    this.#assertOpen();
    this.#isSet = false;
  }

  /**
   * Waits until it is set; not at all when it is. Rejects with TimeoutError, the signal's reason or that of the
   * cancellation of the task.
   */
  async wait(options?: WaitOptions): Promise<true> {
    options?.signal?.throwIfAborted();
    return this.isSet || (await this.#waits.wait(undefined, options));
  }

  /** Waits for it, and all calls from now on, fail with ClosedError. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#waits.failAll(this.#closedError());
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): ClosedError {
    return new ClosedError(`${this.#name} has been closed`);
  }
}
