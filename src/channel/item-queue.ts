import { registerHandles, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import {
  ClosedError,
  MisuseError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
} from "../errors.ts";
import {
  createShared,
  reviveShared,
  type SharedKind,
  type SharedObject,
} from "../sync/shared-object.ts";
import type { WaitOptions } from "../task/wait.ts";
import { handles as knownHandles } from "./known-handles.ts";
import { QueueState, type QueueSettings } from "./queue-state.ts";
import { asEmpty, asFull, assertMayWait, limitsOf } from "./queue-waits.ts";
import { decodeItem, encodeItem } from "./values.ts";
import type { SharedWaitable } from "./waitable.ts";

/** How a queue is made. */
export interface QueueOptions {
  /** How many items there may be in it before `put` waits. Default: Infinity, as many as there is memory for. */
  readonly maxSize?: number | undefined;
  /** What reports call it. */
  readonly name?: string | undefined;
}

/** Which class of queue it is, and how its state lives in shared memory. */
export interface QueueType {
  /** The name of the class. */
  readonly name: string;
  readonly kind: SharedKind<QueueState, QueueSettings>;
  /** How it and the classes above it are revived. */
  readonly handles: () => HandleTypes;
}

/** What a handle of a queue says. */
interface QueueTravel {
  readonly object: unknown;
  readonly maxSize: number;
}

/** The module beside this one, which says all that can arrive; as source or compiled, as this one is. */
const allHandles: string = import.meta.url.replace(/item-queue(?=\.\w+$)/, "pipe-handles");

/** An item has a priority only where there is an order by priority. */
export const NO_PRIORITY = 0;

const LARGEST_SIZE = 2 ** 31 - 1;

/** What all classes of queues have in common: a state, and what its bytes mean. */
export class ItemQueue {
  readonly maxSize: number;
  readonly #object: SharedObject<QueueState>;
  readonly #type: QueueType;

  private constructor(type: QueueType, object: SharedObject<QueueState>, maxSize: number) {
    this.maxSize = maxSize;
    this.#object = object;
    this.#type = type;
  }

  /** Makes a new queue. Throws MisuseError for an impossible `maxSize`, and MemoryFullError. */
  static create(type: QueueType, { maxSize = Infinity, name }: QueueOptions): ItemQueue {
    const isWhole = Number.isInteger(maxSize) && maxSize <= LARGEST_SIZE;
    if (!(maxSize === Infinity || isWhole) || maxSize < 1) {
      throw new MisuseError(
        `maxSize is ${maxSize}, and must be a whole number from 1 to ${LARGEST_SIZE}, or Infinity`,
      );
    }
    // Whoever gets a queue by a handle has loaded `allHandles`; who makes one knows these.
    registerHandles({ ...knownHandles, ...type.handles() });
    return new ItemQueue(type, createShared(type.kind, { maxSize }, name), maxSize);
  }

  /** Opens the queue that a handle names. Throws ClosedError when it is gone. */
  static revive(type: QueueType, data: unknown): ItemQueue {
    // Only queues make handles of these types.
    const { object, maxSize } = data as QueueTravel;
    return new ItemQueue(type, reviveShared(type.kind, object), maxSize);
  }

  /** Throws ClosedError when it has been closed here. */
  get state(): QueueState {
    return this.#object.state;
  }

  /** A handle on it is about to be sent. */
  describe(): HandleDescription {
    const data: QueueTravel = { object: this.#object.travel(), maxSize: this.maxSize };
    return { type: `skein.${this.#type.name}`, data, module: allHandles };
  }

  /** How `waitAny` waits for it. */
  get waitable(): SharedWaitable {
    const { state } = this;
    return {
      ready: () => this.state.isReadable(),
      whenReady: (options) => this.state.untilReadable(limitsOf(options)),
      // Elsewhere it is a stub of the state that a broker keeps.
      set: state instanceof QueueState ? state.arrivals() : undefined,
    };
  }

  async put(item: unknown, priority: number, options: WaitOptions = {}): Promise<void> {
    const { state } = this;
    options.signal?.throwIfAborted();
    const bytes = encodeItem(item);
    if (state.tryPut(bytes, priority)) return;
    try {
      await state.put(bytes, priority, limitsOf(options));
    } catch (error) {
      throw asFull(error);
    }
  }

  putSync(item: unknown, priority: number, options: WaitOptions = {}): void {
    const { state } = this;
    options.signal?.throwIfAborted();
    const bytes = encodeItem(item);
    if (state.tryPut(bytes, priority)) return;
    assertMayWait("putSync", options);
    try {
      state.putSync(bytes, priority, limitsOf(options));
    } catch (error) {
      throw asFull(error);
    }
  }

  tryPut(item: unknown, priority: number): void {
    if (!this.state.tryPut(encodeItem(item), priority)) throw new QueueFullError();
  }

  async get(options: WaitOptions = {}): Promise<unknown> {
    const { state } = this;
    options.signal?.throwIfAborted();
    const bytes = state.tryGet();
    if (bytes !== undefined) return decodeItem(bytes);
    try {
      return decodeItem(await state.get(limitsOf(options)));
    } catch (error) {
      throw asEmpty(error);
    }
  }

  getSync(options: WaitOptions = {}): unknown {
    const { state } = this;
    options.signal?.throwIfAborted();
    const bytes = state.tryGet();
    if (bytes !== undefined) return decodeItem(bytes);
    assertMayWait("getSync", options);
    try {
      return decodeItem(state.getSync(limitsOf(options)));
    } catch (error) {
      throw asEmpty(error);
    }
  }

  tryGet(): unknown {
    const bytes = this.state.tryGet();
    if (bytes === undefined) throw new QueueEmptyError();
    return decodeItem(bytes);
  }

  /** The items one after the other, until the queue is shut down and empty. */
  async *items(): AsyncGenerator<unknown, void, undefined> {
    for (;;) {
      const bytes = await this.#nextBytes();
      if (bytes === undefined) return;
      yield decodeItem(bytes);
    }
  }

  /** Idempotent. */
  close(): void {
    if (this.#object.closed) return;
    try {
      // First the waits: nothing may touch the queue's memory once it is let go of.
      this.#object.state.letGo();
    } catch (error) {
      // The broker that kept it is gone, and its waits with it.
      if (!(error instanceof ClosedError)) throw error;
    }
    this.#object.close();
  }

  async #nextBytes(): Promise<Uint8Array | undefined> {
    const { state } = this;
    try {
      return state.tryGet() ?? (await state.get({}));
    } catch (error) {
      if (error instanceof QueueClosedError) return undefined;
      throw error;
    }
  }
}
