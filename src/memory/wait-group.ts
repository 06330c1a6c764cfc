import type { Waiting, WaitSet } from "./memory.ts";

/** The place of a wait in its group, which alone changes it. */
export interface Place {
  previous: Waiter | undefined;
  next: Waiter | undefined;
  isTaken: boolean;
}

/** One wait in the event loop. */
export interface Waiter {
  readonly place: Place;
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
  // A list, not a Set: that would be walked from those on who were served long ago.
  #first: Waiter | undefined = undefined;
  #last: Waiter | undefined = undefined;

  constructor(set: WaitSet, forget: () => void) {
    this.set = set;
    this.forget = forget;
  }

  get empty(): boolean {
    return this.#first === undefined;
  }

  add(waiter: Waiter): void {
    const { place } = waiter;
    place.previous = this.#last;
    place.isTaken = true;
    if (this.#last === undefined) this.#first = waiter;
    else this.#last.place.next = waiter;
    this.#last = waiter;
  }

  /** False when it has been served or taken out already. */
  remove({ place }: Waiter): boolean {
    if (!place.isTaken) return false;
    const { previous, next } = place;
    if (previous === undefined) this.#first = next;
    else previous.place.next = next;
    if (next === undefined) this.#last = previous;
    else next.place.previous = previous;
    place.previous = undefined;
    place.next = undefined;
    place.isTaken = false;
    return true;
  }

  /** Who has waited longest. */
  get oldest(): Waiter | undefined {
    return this.#first;
  }

  /**
   * Lets the waiters try, one after the other, until one gets nothing that doesn't let others pass. Says whether any of
   * them got something.
   */
  serve(): boolean {
    let served = false;
    for (let waiter = this.#first; waiter !== undefined;) {
      // Who is served has no place any more.
      const { next } = waiter.place;
      if (this.#serveOne(waiter)) served = true;
      else if (waiter.waiting.letsPass !== true) return served;
      waiter = next;
    }
    return served;
  }

  #serveOne(waiter: Waiter): boolean {
    try {
      const result = waiter.waiting.attempt();
      if (result === undefined) return false;
      this.remove(waiter);
      waiter.resolve(result);
    } catch (error) {
      this.remove(waiter);
      waiter.reject(error);
    }
    return true;
  }
}
