import type { WorkerExit } from "../worker/backend.ts";
import { noBeats, slot, type Counters } from "./counters.ts";

/** A worker process in the hand of the arbiter. */
export interface Hand {
  readonly pid: number | undefined;
  readonly counters: Counters;
  tell(word: string): void;
  /** Frees what it had, after its end. */
  release(): void;
  /** Ends it for certain. */
  kill(): void;
}

/** What the arbiter hears of a worker. */
export interface HandListener {
  said(word: string): void;
  /** What it threw before it was ready. */
  failed(error: unknown): void;
  ended(exit: WorkerExit): void;
}

/** Starts a worker. */
export type Hire = (
  order: { readonly id: number; readonly generation: number },
  listener: HandListener,
) => Hand;

/**
 * "starting": it loads the application. "serving": it accepts. "draining": it has been told to end, and finishes what it
 * has.
 */
export type MemberState = "starting" | "serving" | "draining";

/** What the arbiter knows of one worker. */
export class Member {
  readonly id: number;
  readonly generation: number;
  readonly hand: Hand;
  state: MemberState = "starting";
  /** When it came into its state. */
  since: number;
  /** Whether it shall be replaced: it goes on until another has come. */
  worn = false;
  /** What it threw, or why it was killed. */
  error: unknown;
  #beats: number[] = [];
  #beatAt: number;

  constructor(hand: Hand, order: { id: number; generation: number; now: number }) {
    this.hand = hand;
    this.id = order.id;
    this.generation = order.generation;
    this.since = order.now;
    this.#beatAt = order.now;
  }

  become(state: MemberState, now: number): void {
    this.state = state;
    this.since = now;
    this.#beatAt = now;
  }

  /**
   * Looks at its heartbeat and gives for how many milliseconds one of its lanes has been silent. It needs no help of the
   * worker: the beats are counted in shared memory.
   */
  silentFor(now: number): number {
    const beats = this.hand.counters.rows().map((row) => row[slot.beats] ?? 0);
    if (beats.every((count, lane) => count === noBeats || count !== this.#beats[lane])) {
      this.#beats = beats;
      this.#beatAt = now;
    }
    return now - this.#beatAt;
  }

  /** Bytes. */
  get residentMemory(): number {
    return Math.max(...this.hand.counters.rows().map((row) => row[slot.residentMemory] ?? 0));
  }

  /** "worker 3 (pid 4711)" */
  get label(): string {
    return `worker ${this.id} (pid ${this.hand.pid ?? "none"})`;
  }
}
