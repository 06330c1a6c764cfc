import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { MisuseError } from "../errors.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";
import { MOST_ARRIVALS } from "./arrivals.ts";
import { barrierKind, type BarrierState } from "./barrier-state.ts";
import { InUse } from "./in-use.ts";
import { isThenable } from "./is-thenable.ts";
import { createShared, reviveShared, type SharedObject } from "./shared-object.ts";

/** How a barrier is made. */
export interface BarrierOptions {
  /**
   * Called by one of the parties when all are there, before any of them goes on. What it throws breaks the barrier, and
   * comes out of that party's wait. It travels with the barrier as all functions do, so it must be able to run anywhere.
   */
  readonly action?: (() => unknown) | undefined;
  /** For waits that say nothing else, in milliseconds. Default: no limit. */
  readonly timeout?: number | undefined;
  /** What `skein doctor` calls it. */
  readonly name?: string | undefined;
}

/** What a handle of a barrier says. */
interface BarrierParts {
  readonly object: unknown;
  readonly action: (() => unknown) | undefined;
  readonly timeout: number | undefined;
}

/** Options of a barrier that is there already. */
class Revived implements BarrierOptions {
  readonly object: SharedObject<BarrierState>;
  readonly action: (() => unknown) | undefined;
  readonly timeout: number | undefined;

  constructor({ object, action, timeout }: BarrierParts) {
    this.object = reviveShared(barrierKind, object);
    this.action = action;
    this.timeout = timeout;
  }
}

/**
 * A place where a fixed number of parties (threads, processes, or coroutines of one thread) wait for each other: none
 * goes on before all are there. It can be used again and again: when all have left, the next round begins. It can be
 * captured by functions, and sent as an argument, a result or in a message.
 *
 * A round that can't be completed breaks the barrier: those who wait, and those who come later, get BrokenBarrierError,
 * until somebody calls `reset()`. It breaks when a wait takes longer than its timeout or is cancelled by its signal
 * (also before it has begun, since that party won't come), when a party dies while it waits, when the action fails or
 * the party that runs it dies, and by `abort()`. When all were there before that, their waits are successful.
 *
 * @example
 *     const barrier = new Barrier(4, { action: () => rounds.add(1) });
 *     await pool.map(async () => {
 *       for (let round = 0; round < 10; round += 1) {
 *         step();
 *         await barrier.wait();
 *       }
 *     }, [1, 2, 3, 4]);
 */
export class Barrier implements Disposable {
  /** How many have to be there. */
  readonly parties: number;
  readonly #object: InUse<BarrierState>;
  readonly #action: (() => unknown) | undefined;
  readonly #timeout: number | undefined;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: Barrier): HandleDescription {
        return this.#describe();
      },
    });
  }

  /** Throws MisuseError unless `parties` is a whole number from 1 to 65,535. */
  constructor(parties: number, options: BarrierOptions = {}) {
    const object =
      options instanceof Revived
        ? options.object
        : createShared(barrierKind, { parties: checkParties(parties) }, options.name);
    this.parties = parties;
    this.#object = new InUse("Barrier", object);
    this.#action = options.action;
    this.#timeout = options.timeout;
  }

  /** How many have arrived and wait for the others. */
  get waiting(): number {
    return this.#object.state.waiting();
  }

  /** Whether it is broken. */
  get broken(): boolean {
    return this.#object.state.isBroken();
  }

  /**
   * Waits until all parties are there; gives a number from 0 to `parties - 1` that is different for each of them. The
   * last one runs the action and awaits what it returns; then all go on. Rejects with BrokenBarrierError, also when its
   * own time is over; with the signal's reason; and the one that runs the action, with what that throws.
   */
  async wait(options?: WaitOptions): Promise<number> {
    return this.#object.during(async (state) => {
      const acts = this.#action !== undefined;
      const index = await state.wait(acts, this.#limits(options));
      if (acts && index === this.parties - 1) await this.#act(state);
      return index;
    });
  }

  /**
   * The same, but blocks the thread. Throws MisuseError on the main thread, whose event loop must not stand still, unless
   * all others are there already or the timeout is 0; and when the action returns a promise, which breaks the barrier.
   */
  waitSync(options?: WaitOptions): number {
    const { state } = this.#object;
    const acts = this.#action !== undefined;
    const index = state.tryWait(acts) ?? waitFor(state, acts, this.#limits(options));
    if (acts && index === this.parties - 1) this.#actSync(state);
    return index;
  }

  /** Breaks it: those who wait, and those who come, get BrokenBarrierError until `reset()`. */
  abort(): void {
    this.#object.state.abort();
  }

  /** Makes it as new, also when it is broken. Those who wait get BrokenBarrierError. */
  reset(): void {
    this.#object.state.reset();
  }

  /**
   * This thread lets go of the barrier; others can go on with it, and waits that have begun here are completed.
   * Idempotent.
   */
  close(): void {
    this.#object.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #act(state: BarrierState): Promise<void> {
    try {
      await this.#action?.();
    } catch (error) {
      state.fail();
      throw error;
    }
    state.release();
  }

  #actSync(state: BarrierState): void {
    try {
      if (isThenable(this.#action?.()))
        throw new MisuseError(
          "the action of this Barrier returned a promise, which waitSync() can't await; write await barrier.wait()",
        );
    } catch (error) {
      state.fail();
      throw error;
    }
    state.release();
  }

  #limits({ timeout = this.#timeout, signal }: WaitOptions = {}): WaitOptions {
    return { timeout, signal };
  }

  #describe(): HandleDescription {
    const parts: BarrierParts = {
      object: this.#object.travel(),
      action: this.#action,
      timeout: this.#timeout,
    };
    return { type: "skein.Barrier", data: parts, module: import.meta.url };
  }
}

function checkParties(parties: number): number {
  if (Number.isInteger(parties) && parties >= 1 && parties <= MOST_ARRIVALS) return parties;
  throw new MisuseError(
    `a Barrier can't have ${String(parties)} parties, but 1 to ${MOST_ARRIVALS} of them`,
  );
}

function waitFor(state: BarrierState, acts: boolean, limits: WaitOptions): number {
  if (limits.timeout === undefined || limits.timeout > 0)
    assertMayBlock("barrier.waitSync()", "await barrier.wait()");
  return state.waitSync(acts, limits);
}

/** Makes a barrier again from its handle. */
export function reviveBarrier(data: unknown): Barrier {
  // Only barriers make handles of this type.
  const options = new Revived(data as BarrierParts);
  return new Barrier(options.object.state.parties, options);
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.Barrier": reviveBarrier };
