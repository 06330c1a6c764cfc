import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import type { WaitSet } from "../memory/memory.ts";
import { assertMayBlock } from "../task/blocking.ts";
import { waitable, type Waitable } from "../task/waitable.ts";
import type { WaitOptions } from "../task/wait.ts";
import { eventKind, type EventState } from "./event-state.ts";
import { createShared, reviveShared, SharedObject } from "./shared-object.ts";

/** How an event is made. */
export interface EventOptions {
  /** What reports call it. */
  readonly name?: string | undefined;
}

/**
 * Something that happens, for all threads and processes of the program: whoever waits for it goes on when somebody sets
 * it, and nobody waits while it is set.
 *
 * @example
 *     const ready = new Event();
 *     const child = new Process({ target: async () => { await load(); ready.set(); await serve(); } });
 *     child.start();
 *     await ready.wait({ timeout: 10_000 });
 */
export class Event implements Disposable {
  readonly #object: SharedObject<EventState>;

  static {
    // As methods these would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: Event): HandleDescription {
        return {
          type: "skein.Event",
          data: this.#object.travel(),
          module: import.meta.url,
          constant: true,
        };
      },
    });
    Object.defineProperty(this.prototype, waitable, {
      value(this: Event): Waitable & { readonly set: WaitSet | undefined } {
        const { state } = this.#object;
        return {
          ready: () => state.isSet(),
          whenReady: (options) => state.wait(options),
          set: state.waiters,
        };
      },
    });
  }

  constructor(options: EventOptions | SharedObject<EventState> = {}) {
    this.#object =
      options instanceof SharedObject ? options : createShared(eventKind, undefined, options.name);
  }

  get isSet(): boolean {
    return this.#object.state.isSet();
  }

  /** Sets it, and wakes all who wait for it, even if it is cleared at once. */
  set(): void {
    this.#object.state.set();
  }

  /** From now on one waits for it again. */
  clear(): void {
    this.#object.state.clear();
  }

  /** Waits until it is set; not at all when it is. Rejects with TimeoutError or the signal's reason. */
  async wait(options?: WaitOptions): Promise<true> {
    options?.signal?.throwIfAborted();
    const { state } = this.#object;
    return state.isSet() || (await state.wait(options));
  }

  /**
   * The same, but blocks the thread. Throws TimeoutError, and MisuseError on the main thread, whose event loop must not
   * stand still, unless it is set.
   */
  waitSync(options: WaitOptions = {}): true {
    options.signal?.throwIfAborted();
    const { state } = this.#object;
    if (state.isSet()) return true;
    if (!(options.timeout !== undefined && options.timeout <= 0))
      assertMayBlock("event.waitSync()", "await event.wait()");
    return state.waitSync(options);
  }

  /** This thread lets go of the object; the event goes on for others. Idempotent. */
  close(): void {
    this.#object.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** What arrives here. */
export const handles: HandleTypes = {
  "skein.Event": (data) => new Event(reviveShared(eventKind, data)),
};
