import { TimeoutError } from "../errors.ts";
import type { Memory, WaitLimits, Waiting, Waits, WaitSet } from "./memory.ts";
import { Spinner } from "./spinner.ts";
import { WaitGroup, type Waiter } from "./wait-group.ts";
import { currentWaitScope, type Interruptible } from "./wait-scope.ts";

export type { WaitLimits, Waiting } from "./memory.ts";

/** Milliseconds between two looks at everything although nobody has rung: how late a death is noticed at worst. */
const LOOK_AFTER = 100;
/** A blocking wait looks more often: only between two sleeps can its thread be terminated. */
const SLEEP_FOR = 50;
/** `setTimeout` takes no longer delay. */
const LONGEST = 2 ** 31 - 1;

/**
 * The waits of one thread: the one mechanism under every lock, semaphore, queue and pipe. A wait is an attempt that is
 * repeated when somebody who changed something rings. README.md, "Waiting", says why no wake-up is lost.
 */
export class Parking implements Waits {
  readonly #memory: Memory;
  readonly #groups = new Map<number, WaitGroup>();
  readonly #spinner = new Spinner();
  #looking: NodeJS.Timeout | undefined;
  /** Where the search for somebody to wake begins; moves on, so that low slots aren't preferred. */
  #next = 0;
  readonly #keepsAlive: boolean;
  #abandoned = false;

  /** `keepsAlive` says whether waits keep the program alive; those of a broker's clients don't keep the broker's. */
  constructor(memory: Memory, keepsAlive = true) {
    this.#memory = memory;
    this.#keepsAlive = keepsAlive;
  }

  /**
   * Waits in the event loop until `attempt` gives something. Keeps the program alive meanwhile. Rejects with
   * TimeoutError, with the signal's reason, with that for which what is running is cancelled, or with what `attempt`
   * throws; then nothing has been taken.
   */
  wait<Result>(waiting: Waiting<Result>, limits: WaitLimits = {}): Promise<Result> {
    if (this.#abandoned) return never();
    try {
      limits.signal?.throwIfAborted();
      const result = waiting.attempt();
      if (result !== undefined) return Promise.resolve(result);
      if (limits.timeout !== undefined && limits.timeout <= 0) throw timedOut(limits.timeout);
    } catch (error) {
      return Promise.reject(error);
    }
    return this.#park(waiting, limits);
  }

  /** The same, but blocks the thread: no timer, no message and no promise of it gets its turn meanwhile. */
  waitSync<Result>(waiting: Waiting<Result>, limits: WaitLimits = {}): Result {
    limits.signal?.throwIfAborted();
    const { timeout = Infinity } = limits;
    const until = performance.now() + timeout;
    let result = waiting.attempt();
    if (result === undefined && timeout > 0) result = this.#spinner.spin(waiting);
    if (result !== undefined) return result;
    if (timeout <= 0) throw timedOut(timeout);
    const forget = this.#memory.noteWait(waiting.set.block);
    try {
      return this.#sleepUntil(waiting, until, timeout);
    } finally {
      forget();
    }
  }

  /** Wakes at most `count` of the threads in the set, this one's own waits included. */
  wake(set: WaitSet, count = 1): void {
    // Waits of this thread are in the set too, or have been called and are about to look.
    if (set.empty) return;
    const own = this.#groups.get(set.key);
    if (own !== undefined) this.#lookSoon(own);
    for (let woken = 0; woken < count && !set.empty; woken += 1) {
      const slot = set.take(this.#next, this.#memory.slot);
      if (slot < 0) return;
      this.#next = slot + 1;
      this.#memory.ring(slot);
    }
  }

  /** This thread's bell has rung: the memory calls it from the event loop. */
  rung(): void {
    for (const group of this.#groups.values()) {
      if (!group.set.has(this.#memory.slot)) this.#look(group);
    }
  }

  /** Who waits here has died: no wait ends any more, nor takes anything. */
  abandon(): void {
    this.#abandoned = true;
    for (const { set } of this.#groups.values()) set.remove(this.#memory.slot);
    this.#groups.clear();
    clearInterval(this.#looking);
  }

  #park<Result>(waiting: Waiting<Result>, { timeout, signal }: WaitLimits): Promise<Result> {
    const scope = currentWaitScope();
    return new Promise<Result>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        scope?.leave(waiter);
      };
      const waiter: Waiter & Interruptible = {
        waiting,
        place: { previous: undefined, next: undefined, isTaken: false },
        since: performance.now(),
        resolve: (result) => {
          stop();
          // It is what this very waiting's attempt gave.
          resolve(result as Result);
        },
        reject: (reason) => {
          stop();
          reject(reason);
        },
        interrupt: (reason) => this.#cancel(waiter, reason),
      };
      // Throws, and so rejects, when whoever waits has been told to stop already.
      scope?.enter(waiter);
      const abort = (): void => this.#cancel(waiter, signal?.reason);
      const timer =
        timeout === undefined || timeout > LONGEST
          ? undefined
          : setTimeout(() => this.#cancel(waiter, timedOut(timeout)), timeout);
      if (!this.#keepsAlive) timer?.unref();
      signal?.addEventListener("abort", abort, { once: true });
      this.#add(waiter);
    });
  }

  #add(waiter: Waiter): void {
    const { set } = waiter.waiting;
    this.#memory.listen();
    let group = this.#groups.get(set.key);
    if (group === undefined) {
      group = new WaitGroup(set, this.#memory.noteWait(set.block));
      this.#groups.set(set.key, group);
      this.#looking ??= setInterval(() => this.lookAtAll(), LOOK_AFTER);
      if (!this.#keepsAlive) this.#looking.unref();
    }
    group.add(waiter);
    this.#look(group);
  }

  /** Who is cancelled may have been rung for; then somebody else has to get the ring. */
  #cancel(waiter: Waiter, reason: unknown): void {
    const group = this.#groups.get(waiter.waiting.set.key);
    if (group?.remove(waiter) !== true) return;
    if (group.empty) this.#drop(group);
    waiter.reject(reason);
  }

  /**
   * Lets the waits of a group try. A bit that is gone means that somebody has rung for us: it is set again *before* the
   * next attempt, so that a change after a vain attempt finds it.
   */
  #look(group: WaitGroup): void {
    if (this.#abandoned) return;
    const { slot } = this.#memory;
    for (;;) {
      const called = !group.set.has(slot);
      const served = group.serve();
      if (group.empty) {
        this.#drop(group, called && served);
        return;
      }
      if (!called) return;
      group.set.add(slot);
    }
  }

  #lookSoon(group: WaitGroup): void {
    if (group.due) return;
    group.due = true;
    queueMicrotask(() => {
      group.due = false;
      if (!group.empty) this.#look(group);
    });
  }

  /** Tries all waits, whether anybody has rung or not: somebody has died, or time has passed. */
  lookAtAll(): void {
    for (const group of this.#groups.values()) {
      this.#look(group);
      this.#suspect(group);
    }
  }

  #suspect({ oldest, set }: WaitGroup): void {
    if (oldest === undefined) return;
    const error = this.#memory.suspect(set.block, performance.now() - oldest.since);
    if (error !== undefined) this.#cancel(oldest, error);
  }

  /** `used` says that the ring, if there was one, has led to something. */
  #drop(group: WaitGroup, used = false): void {
    this.#groups.delete(group.set.key);
    group.forget();
    this.#leave(group.set, used);
    if (this.#groups.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  /** Takes this thread out of the set; a ring that came for nothing is passed on. */
  #leave(set: WaitSet, used: boolean): void {
    const group = this.#groups.get(set.key);
    if (group !== undefined) this.#lookSoon(group);
    else if (!set.remove(this.#memory.slot) && !used) this.wake(set);
  }

  #sleepUntil<Result>(waiting: Waiting<Result>, until: number, timeout: number): Result {
    const { set } = waiting;
    const { slot } = this.#memory;
    const since = performance.now();
    // Whether somebody has rung for us and nothing has come of it yet.
    let called = false;
    let used = false;
    try {
      for (;;) {
        if (!called) set.add(slot);
        const result = waiting.attempt();
        if (result !== undefined) {
          used = called;
          return result;
        }
        if (!called) {
          const now = performance.now();
          const left = until - now;
          if (left <= 0) throw timedOut(timeout);
          const error = this.#memory.suspect(set.block, now - since);
          if (error !== undefined) throw error;
          this.#memory.sleep(Math.min(left, SLEEP_FOR), waiting.watched?.());
        }
        called = !called && !set.has(slot);
      }
    } finally {
      this.#leave(set, used);
    }
  }
}

function never(): Promise<never> {
  return new Promise(() => {});
}

function timedOut(timeout: number): TimeoutError {
  return new TimeoutError(`nothing came within ${timeout} ms`, timeout);
}
