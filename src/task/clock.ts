import { perThread } from "../per-thread.ts";

/** Time as an argument: the real one, or one that a test turns by hand. */
export interface Clock {
  /** Whether it goes by itself: a wait that lasts by such a clock keeps the program alive. */
  readonly goes: boolean;
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number;
  /** Calls `wake` once, `delay` milliseconds from now. It doesn't keep the program alive. */
  alarm(delay: number, wake: () => void): Alarm;
}

/** A pending call of {@link Clock.alarm}. */
export interface Alarm {
  cancel(): void;
}

/** `setTimeout` takes no longer delay than this; it would fire at once. */
const LONGEST = 2 ** 31 - 1;

/** The clock of the machine. */
export const systemClock: Clock = {
  goes: true,
  now: () => performance.now(),
  alarm(delay, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(0, Math.ceil(delay)), LONGEST));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};

const state = perThread("clock", () => ({ clock: systemClock }));

/** The clock by which this thread's sleeps and time limits last: the machine's, unless a test has set another. */
export function currentClock(): Clock {
  return state.clock;
}

/** Makes `clock` the one of this thread, and gives the one before it. What is under way goes on by the old one. */
export function setClock(clock: Clock): Clock {
  const before = state.clock;
  state.clock = clock;
  return before;
}
