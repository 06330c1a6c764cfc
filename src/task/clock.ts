/** Time as an argument: the real one, or one that a test turns by hand. */
export interface Clock {
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
  now: () => performance.now(),
  alarm(delay, wake) {
    const timer = setTimeout(wake, Math.min(Math.max(0, Math.ceil(delay)), LONGEST));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
