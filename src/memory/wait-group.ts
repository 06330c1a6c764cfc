import type { Waiting, WaitSet } from "./memory.ts";

/** One wait in the event loop. */
export interface Waiter {
  readonly waiting: Waiting<unknown>;
  /** When it began, in milliseconds of `performance.now()`. */
  readonly since: number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** The waits of one thread for one set, first come first served among themselves. */
export class WaitGroup {
  readonly set: WaitSet;
  /** Tells the report that the wait is over. */
  readonly forget: () => void;
  /** Whether another look at it has been ordered already. */
  due = false;
  readonly #waiters = new Set<Waiter>();

  constructor(set: WaitSet, forget: () => void) {
    this.set = set;
    this.forget = forget;
  }

  get empty(): boolean {
    return this.#waiters.size === 0;
  }

  add(waiter: Waiter): void {
    this.#waiters.add(waiter);
  }

  /** False when it has been served or taken out already. */
  remove(waiter: Waiter): boolean {
    return this.#waiters.delete(waiter);
  }

  /** Who has waited longest. */
  get oldest(): Waiter | undefined {
    return this.#waiters.values().next().value;
  }

  /**
   * Lets the waiters try, one after the other, until one gets nothing that doesn't let others pass. Says whether any of
   * them got something.
   */
  serve(): boolean {
    let served = false;
    for (const waiter of this.#waiters) {
      if (this.#serveOne(waiter)) served = true;
      else if (waiter.waiting.letsPass !== true) return served;
    }
    return served;
  }

  #serveOne(waiter: Waiter): boolean {
    try {
      const result = waiter.waiting.attempt();
      if (result === undefined) return false;
      this.#waiters.delete(waiter);
      waiter.resolve(result);
    } catch (error) {
      this.#waiters.delete(waiter);
      waiter.reject(error);
    }
    return true;
  }
}
