import { perThread } from "../per-thread.ts";
import { type Alarm, type Clock, currentClock } from "./clock.ts";
import { DueHeap } from "./due-heap.ts";
import type { Scope } from "./scope.ts";
import { type Dormitory, SleepBatch } from "./sleep-batch.ts";

/** From this delay on, in milliseconds, a sleep may end up to 4 milliseconds late, so that more share a moment. */
const LONG = 256;
const COARSE = 4;
/** How many batches wake in one turn of the event loop; what else is going on has its turn in between. */
const PER_TURN = 256;

/** All who sleep by one clock: one alarm for all of them. They wake at most 4 milliseconds late, and never early. */
export class TimerWheel implements Dormitory {
  readonly clock: Clock;
  readonly #batches = new Map<number, SleepBatch[]>();
  readonly #moments = new DueHeap();
  #yielding: SleepBatch | undefined = undefined;
  #alarm: Alarm | undefined = undefined;
  /** When the alarm goes off. */
  #armed: number = Number.POSITIVE_INFINITY;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get awake(): boolean {
    return this.clock.goes;
  }

  /** Sleeps for `delay` milliseconds in `scope`; throws when the scope has been cancelled and no wait been told yet. */
  sleep(delay: number, scope: Scope | undefined): Promise<void> {
    const grain = delay < LONG ? 1 : COARSE;
    const due = Math.ceil((this.clock.now() + delay) / grain) * grain;
    const sleeping = this.#openBatch(due).add(scope);
    if (due < this.#armed) this.#arm(due);
    return sleeping;
  }

  /** Sleeps until the event loop has turned. */
  yieldTurn(scope: Scope | undefined): Promise<void> {
    const yielding = this.#yielding?.isOpen === true ? this.#yielding : this.#beginTurn();
    return yielding.add(scope);
  }

  emptied(batch: SleepBatch): void {
    const batches = this.#batches.get(batch.due);
    if (batches?.every(({ isEmpty }) => isEmpty) === true) this.#batches.delete(batch.due);
  }

  #beginTurn(): SleepBatch {
    const batch = new SleepBatch(Number.NaN, this);
    this.#yielding = batch;
    setImmediate(() => {
      if (this.#yielding === batch) this.#yielding = undefined;
      batch.end();
    });
    return batch;
  }

  #openBatch(due: number): SleepBatch {
    let batches = this.#batches.get(due);
    if (batches === undefined) {
      batches = [];
      this.#batches.set(due, batches);
      this.#moments.add(due);
    }
    const last = batches.at(-1);
    if (last?.isOpen === true) return last;
    const batch = new SleepBatch(due, this);
    batches.push(batch);
    return batch;
  }

  #arm(due: number): void {
    this.#alarm?.cancel();
    this.#armed = due;
    this.#alarm = this.clock.alarm(due - this.clock.now(), () => this.#ring());
  }

  #ring(): void {
    this.#alarm = undefined;
    this.#armed = Number.POSITIVE_INFINITY;
    const now = this.clock.now();
    let left = PER_TURN;
    for (;;) {
      const due = this.#moments.earliest;
      if (due === undefined || due === Number.POSITIVE_INFINITY) return;
      if (due > now || left <= 0) {
        this.#arm(due);
        return;
      }
      left = this.#wake(due, left);
    }
  }

  /** Wakes at most `most` batches of one moment, and gives how many more may be woken. */
  #wake(due: number, most: number): number {
    const batches = this.#batches.get(due) ?? [];
    for (const batch of batches.splice(0, most)) {
      batch.end();
      most--;
    }
    if (batches.length === 0) {
      this.#batches.delete(due);
      this.#moments.removeEarliest();
    }
    return most;
  }
}

interface WheelState {
  readonly wheels: WeakMap<Clock, TimerWheel>;
  last: TimerWheel | undefined;
}

const state = perThread<WheelState>("timer-wheels", () => ({
  wheels: new WeakMap(),
  last: undefined,
}));

/** The wheel of the current clock. */
export function currentWheel(): TimerWheel {
  const clock = currentClock();
  if (state.last?.clock === clock) return state.last;
  let wheel = state.wheels.get(clock);
  if (wheel === undefined) {
    wheel = new TimerWheel(clock);
    state.wheels.set(clock, wheel);
  }
  state.last = wheel;
  return wheel;
}
