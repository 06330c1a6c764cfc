import { currentClock } from "../../task/clock.ts";
import type { ManagedObject } from "./managed-object.ts";

/** How long an object is kept for somebody who is to count it, in milliseconds. */
const limit = 60_000;

/** Objects that are held until some time after they were last put in. */
export class ExpiringObjects {
  /** The times at which they go, the next one first: all stay equally long. */
  readonly #until = new Map<ManagedObject, number>();
  readonly #expired: ((object: ManagedObject) => void) | undefined;
  #isWaiting = false;

  /** `expired` is told of each object whose time is over. */
  constructor(expired?: (object: ManagedObject) => void) {
    this.#expired = expired;
  }

  /** Holds the object from now on for the whole time. Gives whether it wasn't held before. */
  put(object: ManagedObject): boolean {
    const isNew = !this.#until.delete(object);
    this.#until.set(object, currentClock().now() + limit);
    if (!this.#isWaiting) this.#wait(limit);
    return isNew;
  }

  // One alarm for all: it is only set again when it has gone off.
  #wait(delay: number): void {
    this.#isWaiting = true;
    currentClock().alarm(delay, () => this.#expire());
  }

  #expire(): void {
    this.#isWaiting = false;
    const now = currentClock().now();
    for (const [object, until] of this.#until) {
      if (until > now) return this.#wait(until - now);
      this.#until.delete(object);
      this.#expired?.(object);
    }
  }
}
