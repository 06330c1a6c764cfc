import { TimeoutError } from "../errors.ts";
import { type Alarm, currentClock } from "./clock.ts";
import { currentScope } from "./current-scope.ts";
import { defer, type Deferred } from "./deferred.ts";
import { hold, release } from "./keep-alive.ts";
import type { Interruptible, Scope } from "./scope.ts";
import type { WaitOptions } from "./wait.ts";

/** How a wait in a line can end before its turn. */
export interface LineOptions extends WaitOptions {
  /** Whether the cancellation of the current scope ends it. Default: true. */
  readonly interruptible?: boolean | undefined;
  /** Makes what the wait rejects with when its time is over. Default: a TimeoutError. */
  readonly expired?: ((timeout: number) => Error) | undefined;
}

const NO_LIMITS: LineOptions = {};

/**
 * Those who wait for one thing in one event loop, first come first served: the one mechanism under every local lock and
 * queue. `Given` is what ends a wait well, `Wanted` what the one who waits has to say about it.
 *
 * A wait ends once. Either it is given something, and is out of the line in the same moment: what comes to end it
 * before its coroutine goes on comes too late, so that nothing is lost. Or it is given up, by its timeout, its signal
 * or the cancellation of its scope; then it leaves nothing behind. Joining and leaving the line takes the same time
 * however long it is.
 */
export class WaitQueue<Given = void, Wanted = undefined> {
  #first: Wait<Given, Wanted> | undefined = undefined;
  #last: Wait<Given, Wanted> | undefined = undefined;
  #size = 0;
  readonly #givenUp: ((reason: unknown) => void) | undefined;

  /** `givenUp` is called when a wait has ended before its turn, also one that hasn't even joined the line. */
  constructor(givenUp?: (reason: unknown) => void) {
    this.#givenUp = givenUp;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** What the first one in the line wants; undefined, too, when nobody waits. */
  get wanted(): Wanted | undefined {
    return this.#first?.wanted;
  }

  /**
   * Joins the line at its end, in this very call. Rejects with TimeoutError, with the signal's reason or with that of
   * the scope's cancellation, also with one that no wait has been told of yet. A wait with a timeout keeps the program
   * alive; one without doesn't, since nothing could end it if nothing else is alive.
   */
  wait(wanted: Wanted, options: LineOptions = NO_LIMITS): Promise<Given> {
    const wait = new Wait<Given, Wanted>(this, wanted);
    try {
      wait.begin(options);
    } catch (error) {
      this.#givenUp?.(error);
      return Promise.reject(error);
    }
    this.#append(wait);
    return wait.end.promise;
  }

  /** Ends the wait of the first one in the line with `given`. False when nobody waits. */
  give(given: Given): boolean {
    const wait = this.#first;
    if (wait === undefined) return false;
    this.#remove(wait);
    wait.end.resolve(given);
    return true;
  }

  /** The same for all who wait now. */
  giveAll(given: Given): void {
    while (this.give(given));
  }

  /** All who wait now give up, with `error`. */
  failAll(error: unknown): void {
    for (let wait = this.#first; wait !== undefined; wait = this.#first) {
      this.#remove(wait);
      wait.end.reject(error);
    }
  }

  /**
   * For the wait itself: it ends before its turn, unless it has just been given something, as one that a scope was about
   * to end, too, may be when another one gave up.
   */
  giveUp(wait: Wait<Given, Wanted>, reason: unknown): void {
    if (!wait.isInLine) return;
    this.#remove(wait);
    wait.end.reject(reason);
    this.#givenUp?.(reason);
  }

  #remove(wait: Wait<Given, Wanted>): void {
    const { previous, next } = wait;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    this.#size -= 1;
    wait.isInLine = false;
    wait.leave();
  }

  #append(wait: Wait<Given, Wanted>): void {
    wait.previous = this.#last;
    if (this.#last === undefined) this.#first = wait;
    else this.#last.next = wait;
    this.#last = wait;
    this.#size += 1;
    wait.isInLine = true;
  }
}

/** One wait in a line. */
class Wait<Given, Wanted> implements Interruptible {
  readonly wanted: Wanted;
  readonly end: Deferred<Given> = defer();
  previous: Wait<Given, Wanted> | undefined = undefined;
  next: Wait<Given, Wanted> | undefined = undefined;
  isInLine = false;
  readonly #line: WaitQueue<Given, Wanted>;
  #scope: Scope | undefined = undefined;
  #signal: AbortSignal | undefined = undefined;
  #alarm: Alarm | undefined = undefined;
  #keepsAlive = false;

  constructor(line: WaitQueue<Given, Wanted>, wanted: Wanted) {
    this.#line = line;
    this.wanted = wanted;
  }

  /** From now on it can be ended. Throws what has ended it already; then it hasn't begun. */
  begin({ timeout, signal, interruptible = true, expired = timedOut }: LineOptions): void {
    signal?.throwIfAborted();
    if (timeout !== undefined && timeout <= 0) throw expired(timeout);
    if (interruptible) {
      const scope = currentScope();
      scope?.enter(this);
      this.#scope = scope;
    }
    if (signal !== undefined) {
      this.#signal = signal;
      signal.addEventListener("abort", this, { once: true });
    }
    if (timeout === undefined || timeout === Infinity) return;
    const clock = currentClock();
    this.#keepsAlive = clock.goes;
    if (clock.goes) hold();
    this.#alarm = clock.alarm(timeout, () => this.#line.giveUp(this, expired(timeout)));
  }

  /** Its signal calls it. */
  handleEvent(): void {
    this.#line.giveUp(this, this.#signal?.reason);
  }

  /** Its scope calls it. */
  interrupt(reason: unknown): void {
    this.#line.giveUp(this, reason);
  }

  /** It is over: nothing is to end it any more. */
  leave(): void {
    this.#scope?.leave(this);
    this.#signal?.removeEventListener("abort", this);
    this.#alarm?.cancel();
    if (this.#keepsAlive) release();
  }
}

function timedOut(timeout: number): TimeoutError {
  return new TimeoutError(`nothing came within ${timeout} ms`, timeout);
}
