import { type Alarm, type Clock, setClock } from "../task/clock.ts";

/** A pending alarm. */
interface Ring {
  readonly due: number;
  readonly wake: () => void;
}

/** Turns of the event loop in which promises that wait for each other get on, before time does. */
const TURNS = 3;

/**
 * A clock that stands still until a test turns it: sleeps, limits and timeouts of Skein in this thread last by it from
 * `install` to `uninstall`, so that a test of an hour takes no time. What Node itself times isn't touched.
 *
 * @example
 *     using clock = new VirtualClock().install();
 *     const sleeping = sleep(3_600_000);
 *     await clock.advance(3_600_000);
 *     await sleeping;
 */
export class VirtualClock implements Clock {
  readonly goes: boolean = false;
  #now: number;
  readonly #rings = new Set<Ring>();
  #before: Clock | undefined = undefined;

  /** It begins at `start` milliseconds; default 0. */
  constructor(start = 0) {
    this.#now = start;
  }

  /** How many alarms are pending. All who sleep share one. */
  get pending(): number {
    return this.#rings.size;
  }

  now(): number {
    return this.#now;
  }

  alarm(delay: number, wake: () => void): Alarm {
    const ring = { due: this.#now + Math.max(0, delay), wake };
    this.#rings.add(ring);
    return { cancel: () => void this.#rings.delete(ring) };
  }

  /** Makes it the clock of this thread. What is under way by another clock isn't moved to it. */
  install(): this {
    this.#before ??= setClock(this);
    return this;
  }

  /** Gives the thread the clock back that it had before. */
  uninstall(): void {
    if (this.#before !== undefined) setClock(this.#before);
    this.#before = undefined;
  }

  [Symbol.dispose](): void {
    this.uninstall();
  }

  /**
   * Lets `duration` milliseconds pass: alarm after alarm, each at its time, with what comes of it done before the next,
   * as far as it waits for nothing but promises and this clock.
   */
  async advance(duration: number): Promise<void> {
    const end = this.#now + duration;
    await settle();
    for (let ring = this.#next(end); ring !== undefined; ring = this.#next(end)) {
      this.#ring(ring);
      await settle();
    }
    this.#now = end;
  }

  /** Lets time pass until no alarm is pending. One of infinite delay isn't waited for. */
  async runAll(): Promise<void> {
    await settle();
    for (;;) {
      const ring = this.#next(Number.MAX_VALUE);
      if (ring === undefined) return;
      this.#ring(ring);
      await settle();
    }
  }

  /** Runs `body` by this clock, and lets time pass whenever nothing else gets it on; gives what `body` gives. */
  async run<Returned>(body: () => Returned): Promise<Awaited<Returned>> {
    const isInstalled = this.#before !== undefined;
    this.install();
    try {
      const running = begin(body);
      let isOver = false;
      const end = (): void => {
        isOver = true;
      };
      running.then(end, end);
      for (;;) {
        await settle();
        if (isOver) return await running;
        const ring = this.#next(Number.MAX_VALUE);
        if (ring !== undefined) this.#ring(ring);
      }
    } finally {
      if (!isInstalled) this.uninstall();
    }
  }

  /** The earliest that is due by `end`; of several, the one set first. */
  #next(end: number): Ring | undefined {
    let earliest: Ring | undefined;
    for (const ring of this.#rings)
      if (ring.due <= end && (earliest === undefined || ring.due < earliest.due)) earliest = ring;
    return earliest;
  }

  #ring(ring: Ring): void {
    this.#rings.delete(ring);
    this.#now = Math.max(this.#now, ring.due);
    ring.wake();
  }
}

async function begin<Returned>(body: () => Returned): Promise<Awaited<Returned>> {
  return await body();
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++)
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
}
