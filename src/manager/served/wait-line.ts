import type { Alarm } from "../../task/clock.ts";
import { expireAfter } from "../../task/time-limit.ts";
import { Wait } from "./wait.ts";

/** How long a wait may stand in a line, and what happens when it has been too long. */
export interface LineLimits {
  /** Milliseconds; undefined for ever. */
  readonly timeout: number | undefined;
  /** Ends the wait when its time is over; it has left the line by then. */
  readonly expired: (wait: Wait) => void;
  /** Called when the wait is cancelled; it has left the line by then. */
  readonly cancelled?: (() => void) | undefined;
}

/** One place in a line. */
interface Place<Wanted> {
  readonly wait: Wait;
  readonly wanted: Wanted;
  alarm: Alarm | undefined;
}

/** Those who wait for one thing of one served object, first come first served. */
export class WaitLine<Wanted = undefined> {
  readonly #places = new Set<Place<Wanted>>();

  /** How many wait. */
  get size(): number {
    return this.#places.size;
  }

  /** A new wait joins the line at its end. */
  join(wanted: Wanted, { timeout, expired, cancelled }: LineLimits): Wait {
    const leave = (): void => {
      this.#leave(place);
      cancelled?.();
    };
    const wait = new Wait(leave);
    const place: Place<Wanted> = { wait, wanted, alarm: undefined };
    this.#places.add(place);
    if (timeout !== undefined) {
      place.alarm = expireAfter(timeout, () => {
        this.#leave(place);
        expired(wait);
      });
    }
    return wait;
  }

  /** What the first one wants; undefined when nobody waits. */
  get wanted(): Wanted | undefined {
    for (const place of this.#places) return place.wanted;
    return undefined;
  }

  /** Takes the first one out of the line, for it to be given what it waits for. */
  next(): Wait | undefined {
    for (const place of this.#places) {
      this.#leave(place);
      return place.wait;
    }
    return undefined;
  }

  /** The same for all who wait now. */
  all(): Wait[] {
    const waits = [...this.#places].map((place) => place.wait);
    while (this.next() !== undefined);
    return waits;
  }

  #leave(place: Place<Wanted>): void {
    this.#places.delete(place);
    place.alarm?.cancel();
  }
}
