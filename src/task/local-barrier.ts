import { BrokenBarrierError, ClosedError, MisuseError } from "../errors.ts";
import { countdown } from "./local-countdown.ts";
import { nameOf, stayHere } from "./local-only.ts";
import { WaitQueue } from "./wait-queue.ts";
import type { WaitOptions } from "./wait.ts";

/** How a barrier is made. */
export interface BarrierOptions {
  /**
   * Called by the last of the parties when all are there, before any of them goes on. What it throws breaks the barrier,
   * and comes out of that party's wait.
   */
  readonly action?: (() => unknown) | undefined;
  /** For waits that say nothing else, in milliseconds. Default: no limit. */
  readonly timeout?: number | undefined;
  /** What errors call it. */
  readonly name?: string | undefined;
}

/** Why a barrier is broken: the words of sync/barrier-reason.ts. */
const reasons = {
  aborted: "the barrier is broken: abort() was called",
  timedOut: "the barrier is broken: one of its parties waited for too long",
  cancelled: "the barrier is broken: one of its parties stopped waiting",
  failed: "the barrier is broken: its action failed",
  reset: "the barrier was reset while this party waited",
} as const;

/** As many as a barrier of threads and processes can have. */
const MOST_PARTIES = 0xffff;

/** A round of which all are there, while the last one acts. */
interface Acting {
  /** Why it has come to nothing meanwhile. */
  failure: string | undefined;
}

/**
 * A place where a fixed number of coroutines of one event loop wait for each other, as asyncio's: none goes on before all
 * are there. It can be used again and again: when all have left, the next round begins. It has the members of the Barrier
 * that threads and processes share but those that block, and can't be sent to them.
 *
 * A round that can't be completed breaks the barrier: those who wait, and those who come later, get BrokenBarrierError,
 * until somebody calls `reset()`. It breaks when a wait takes longer than its timeout, is cancelled or is ended by its
 * signal (also before it has begun, since that party won't come), when the action fails, and by `abort()`. When all were
 * there before that, their waits are successful.
 *
 * @example
 *     import { Barrier } from "skein/task";
 *     const barrier = new Barrier(3, { action: () => console.log("next round") });
 *     const play = async () => { for (;;) { await move(); await barrier.wait(); } };
 */
export class Barrier implements Disposable {
  /** How many have to be there. */
  readonly parties: number;
  readonly #name: string;
  readonly #action: (() => unknown) | undefined;
  readonly #timeout: number | undefined;
  readonly #arrived = new WaitQueue<number>((reason) => this.#gaveUp(reason));
  /** Those who come too early for the next round. */
  readonly #early = new WaitQueue((reason) => this.#gaveUp(reason));
  #acting: Acting | undefined = undefined;
  /** Why it is broken. */
  #broken: string | undefined = undefined;
  #isClosed = false;

  static {
    stayHere(this.prototype, "Barrier");
  }

  /** Throws MisuseError unless `parties` is a whole number from 1 to 65,535. */
  constructor(parties: number, { action, timeout, name }: BarrierOptions = {}) {
    if (!Number.isInteger(parties) || parties < 1 || parties > MOST_PARTIES) {
      throw new MisuseError(
        `a Barrier can't have ${String(parties)} parties, but 1 to ${MOST_PARTIES} of them`,
      );
    }
    this.parties = parties;
    this.#name = nameOf("Barrier", name);
    this.#action = action;
    this.#timeout = timeout;
  }

  /** How many have arrived and wait for the others. */
  get waiting(): number {
    this.#assertOpen();
    return this.#acting === undefined ? this.#arrived.size : this.parties;
  }

  /** Whether it is broken. */
  get broken(): boolean {
    this.#assertOpen();
    return this.#broken !== undefined;
  }

  /**
   * Waits until all parties are there; gives a number from 0 to `parties - 1` that is different for each of them. The
   * last one runs the action and awaits what it returns; then all go on. Rejects with BrokenBarrierError, also when its
   * own time is over; with the signal's reason, or that of the cancellation of the task; and the one that runs the
   * action, with what that throws.
   */
  async wait({ timeout = this.#timeout, signal }: WaitOptions = {}): Promise<number> {
    const rest = countdown({ timeout, signal });
    this.#assertWhole();
    while (this.#acting !== undefined) {
      await this.#early.wait(undefined, { ...rest(), expired: timedOut });
      this.#assertWhole();
    }
    if (this.#arrived.size < this.parties - 1)
      return this.#arrived.wait(undefined, { ...rest(), expired: timedOut });
    if (signal?.aborted === true) this.#break(reasons.cancelled);
    signal?.throwIfAborted();
    if (this.#action === undefined) this.#release();
    else await this.#act(this.#action);
    return this.parties - 1;
  }

  /** Breaks it: those who wait, and those who come, get BrokenBarrierError until `reset()`. */
  abort(): void {
    this.#assertOpen();
    this.#break(reasons.aborted);
  }

  /** Makes it as new, also when it is broken. Those who wait get BrokenBarrierError. */
  reset(): void {
    this.#assertOpen();
    this.#fail(reasons.reset);
    this.#broken = undefined;
  }

  /** All who wait, and all calls from now on, fail with ClosedError. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#arrived.failAll(this.#closedError());
    this.#early.failAll(this.#closedError());
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** All who have arrived wait until the action is done; who gives up meanwhile breaks the round all the same. */
  async #act(action: () => unknown): Promise<void> {
    const acting: Acting = { failure: undefined };
    this.#acting = acting;
    try {
      await action();
    } catch (error) {
      if (acting.failure === undefined) this.#break(reasons.failed);
      throw error;
    } finally {
      // All at once: who comes early must not find anybody of this round.
      this.#acting = undefined;
      if (acting.failure === undefined) this.#release();
      this.#early.giveAll();
    }
    if (acting.failure !== undefined) throw new BrokenBarrierError(acting.failure);
    this.#assertOpen();
  }

  #release(): void {
    for (let index = 0; this.#arrived.give(index);) index += 1;
  }

  #gaveUp(reason: unknown): void {
    this.#break(reason instanceof BrokenBarrierError ? reasons.timedOut : reasons.cancelled);
  }

  /** What has broken it first stays the reason. */
  #break(reason: string): void {
    if (this.#broken !== undefined) return;
    this.#broken = reason;
    this.#fail(reason);
    this.#early.failAll(new BrokenBarrierError(reason));
  }

  /** Those who have arrived go, with an error. */
  #fail(reason: string): void {
    if (this.#acting !== undefined) this.#acting.failure ??= reason;
    this.#arrived.failAll(new BrokenBarrierError(reason));
  }

  #assertWhole(): void {
    this.#assertOpen();
    if (this.#broken !== undefined) throw new BrokenBarrierError(this.#broken);
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): ClosedError {
    return new ClosedError(`${this.#name} has been closed`);
  }
}

function timedOut(): Error {
  return new BrokenBarrierError(reasons.timedOut);
}
