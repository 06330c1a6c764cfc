import { TimeoutError } from "../errors.ts";
import { type Alarm, systemClock } from "./clock.ts";
import { currentScope } from "./current-scope.ts";
import { defer, type Deferred } from "./deferred.ts";
import { hold, release } from "./keep-alive.ts";
import type { Interruptible, Scope } from "./scope.ts";
import type { WaitOptions } from "./wait.ts";

/** How a wait in a line can end before its turn. */
export interface LineOptions extends WaitOptions {
  /** Whether the cancellation of the current scope ends it. Default: true. */
  readonly interruptible?: boolean | undefined;
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
    const { timeout, signal, interruptible = true } = options;
    const wait = new Wait<Given, Wanted>(this, wanted);
    try {
      signal?.throwIfAborted();
      if (timeout !== undefined && timeout <= 0) throw timedOut(timeout);
      if (interruptible) wait.enterScope();
    } catch (error) {
      return Promise.reject(error);
    }
    if (signal !== undefined) wait.listen(signal);
    if (timeout !== undefined && timeout !== Infinity) wait.limit(timeout);
    this.#append(wait);
    return wait.end.promise;
  }

  /** Ends the wait of the first one in the line with `given`. False when nobody waits. */
  give(given: Given): boolean {
    const wait = this.#first;
    if (wait === undefined) return false;
    this.remove(wait);
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
      this.remove(wait);
      wait.end.reject(error);
    }
  }

  /** Takes a wait out of the line; for the wait itself. False when it is out already. */
  remove(wait: Wait<Given, Wanted>): boolean {
    const { previous, next } = wait;
    if (previous === undefined && this.#first !== wait) return false;
    if (previous === undefined) this.#first = next;
    else previous.next = next;
    if (next === undefined) this.#last = previous;
    else next.previous = previous;
    wait.previous = undefined;
    wait.next = undefined;
    this.#size -= 1;
    wait.leave();
    return true;
  }

  #append(wait: Wait<Given, Wanted>): void {
    wait.previous = this.#last;
    if (this.#last === undefined) this.#first = wait;
    else this.#last.next = wait;
    this.#last = wait;
    this.#size += 1;
  }
}

/** One wait in a line. */
class Wait<Given, Wanted> implements Interruptible {
  readonly wanted: Wanted;
  readonly end: Deferred<Given> = defer();
  previous: Wait<Given, Wanted> | undefined = undefined;
  next: Wait<Given, Wanted> | undefined = undefined;
  readonly #line: WaitQueue<Given, Wanted>;
  #scope: Scope | undefined = undefined;
  #signal: AbortSignal | undefined = undefined;
  #alarm: Alarm | undefined = undefined;

  constructor(line: WaitQueue<Given, Wanted>, wanted: Wanted) {
    this.#line = line;
    this.wanted = wanted;
  }

  /** Throws what the scope has to tell; then there is no wait. */
  enterScope(): void {
    const scope = currentScope();
    scope?.enter(this);
    this.#scope = scope;
  }

  listen(signal: AbortSignal): void {
    this.#signal = signal;
    signal.addEventListener("abort", this, { once: true });
  }

  limit(timeout: number): void {
    hold();
    this.#alarm = systemClock.alarm(timeout, () => this.#giveUp(timedOut(timeout)));
  }

  /** Its signal calls it. */
  handleEvent(): void {
    this.#giveUp(this.#signal?.reason);
  }

  /** Its scope calls it. */
  interrupt(reason: unknown): void {
    this.#giveUp(reason);
  }

  /** It is over: nothing is to end it any more. */
  leave(): void {
    this.#scope?.leave(this);
    this.#signal?.removeEventListener("abort", this);
    if (this.#alarm === undefined) return;
    this.#alarm.cancel();
    release();
  }

  #giveUp(reason: unknown): void {
    if (this.#line.remove(this)) this.end.reject(reason);
  }
}

function timedOut(timeout: number): TimeoutError {
  return new TimeoutError(`nothing came within ${timeout} ms`, timeout);
}
