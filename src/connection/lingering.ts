import { loadLibc } from "../memory/libc.ts";
import { perThread } from "../per-thread.ts";
import { TimeAccount } from "./time-account.ts";

/** What can be read past the event loop. */
export interface Lingered {
  /** Takes in what has come; false when nothing has. */
  takeIn(): boolean;
}

/** Time, and how to let it pass. */
export interface Clock {
  /** In milliseconds. */
  now(): number;
  /** Lets another thread have the core, if one wants it. */
  yieldCore(): void;
}

const realClock: Clock = {
  now: () => performance.now(),
  yieldCore: () => loadLibc()?.yieldCore(),
};

/** Milliseconds for which a thread tries at most before it sleeps: as long as most answers take. */
const longest = 0.05;

/** After so many milliseconds of answers, and answers to answers, the event loop has a turn. */
const longestTurn = 1;

/** So many attempts are made one after the other where nobody else wants the core. */
const longStride = 8;

/** A yield that takes longer than this, in milliseconds, has let somebody else run. */
const oneSwitch = 0.002;

/** So many attempts are made at most in one turn, which is more than fit into it: a test may have stopped the clock. */
const mostAttempts = 4096;

/** When more than these are expected, one of them will have come by the event loop's next turn anyway. */
const most = 4;

/**
 * Waits for what must come soon, without sleeping. Who has sent a request mostly gets the answer within microseconds, and
 * who has answered the next request. To sleep in between and be woken on another core takes longer than all the rest. So
 * at the end of a turn of the event loop in which somebody was written to, the thread tries to read from those for up to
 * 50 µs, and lets others have the core between two attempts. What comes is handled at once, and what is sent then is
 * waited for in the same way; but at least once a millisecond everybody else has a turn. See README.md.
 */
export class Lingering {
  readonly #clock: Clock;
  readonly #account = new TimeAccount();
  /** From whom something must come. */
  #expected: Lingered[] = [];
  /** Until when it may go on without a turn of the event loop. */
  #until = 0;
  #attemptsLeft = 0;
  #isDue = false;
  /** After so many attempts others may have the core: after each one, as long as there is somebody who takes it. */
  #stride = 1;

  constructor(clock: Clock = realClock) {
    this.#clock = clock;
  }

  /** Something will come from `one`, presumably soon. */
  expect(one: Lingered): void {
    const expected = this.#expected;
    // To look through thousands, for each of them, would take longer than to read from them.
    if (expected.length <= most && !expected.includes(one)) expected.push(one);
    if (this.#isDue) return;
    if (this.#attemptsLeft > 0 && this.#clock.now() < this.#until) this.#try();
    else if (this.#account.permits()) this.#tryLater();
    else this.#expected = [];
  }

  /** It has come, or nothing will. */
  forget(one: Lingered): void {
    const at = this.#expected.indexOf(one);
    if (at >= 0) this.#expected.splice(at, 1);
  }

  #tryLater(): void {
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#until = this.#clock.now() + longestTurn;
      this.#attemptsLeft = mostAttempts;
      this.#try();
    });
  }

  #try(): void {
    const expected = this.#expected;
    if (expected.length > most) return this.#stop();
    const begun = this.#clock.now();
    let time = 0;
    for (let attempt = 1; this.#mayTry(time); attempt += 1) {
      this.#attemptsLeft -= 1;
      for (const one of expected) {
        if (one.takeIn()) return this.#account.succeeded(Math.max(time - longest, 0));
      }
      if (attempt % this.#stride === 0) this.#yieldCore();
      time = this.#clock.now() - begun;
    }
    this.#account.failed(time);
    this.#stop();
  }

  /** After so much time without anything. */
  #mayTry(time: number): boolean {
    return time < longest && this.#expected.length > 0 && this.#attemptsLeft > 0;
  }

  #yieldCore(): void {
    const begun = this.#clock.now();
    this.#clock.yieldCore();
    const isWanted = this.#clock.now() - begun > oneSwitch;
    this.#stride = isWanted ? 1 : longStride;
  }

  #stop(): void {
    this.#expected = [];
    this.#until = 0;
  }
}

/** That of this thread. */
export const lingering: Lingering = perThread("lingering", () => new Lingering());
