import { MisuseError } from "../errors.ts";
import { SharedArray } from "../sync/shared-array.ts";

/** So many lanes can be on a board: those of a server, twice while it reloads, and some that are ending. */
const places = 4_096;

/** Where every lane of a server notes how many connections it has: 0 while it doesn't accept, else one more than that. */
export class Board {
  readonly array: SharedArray<"int32"> = new SharedArray("int32", places, { lock: false });
  readonly #taken = new Set<number>();

  /** Gives the first of so many places in a row; undefined when there are none, and then nobody keeps them fair. */
  take(lanes: number): number | undefined {
    for (let first = 0; first + lanes <= places; first += lanes) {
      const row = Array.from({ length: lanes }, (_, lane) => first + lane);
      if (row.some((place) => this.#taken.has(place))) continue;
      for (const place of row) this.#taken.add(place);
      return first;
    }
    return undefined;
  }

  /** They are free again; whoever had them may not have been able to say that it accepts no more. */
  give(first: number | undefined, lanes: number): void {
    if (first === undefined) return;
    for (let place = first; place < first + lanes; place += 1) {
      this.array.set(place, 0);
      this.#taken.delete(place);
    }
  }
}

/** Milliseconds for which a lane that is ahead leaves the next connection to the others. */
const nap = 0.1;

/** What a lane sleeps on: nobody ever wakes it. */
const pillow: Int32Array = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * Keeps the connections of the lanes in balance. All lanes are woken by a new connection, and the first takes it; so in a
 * burst, the one that was awake anyway would take most of them, and kept connections stay where they are. A lane that has
 * more than its share therefore sleeps for a moment after it has taken one, while the others help themselves. If they
 * don't, they have something better to do, and it goes on.
 */
export class FairShare {
  readonly #board: Int32Array;
  readonly #place: number;

  private constructor(board: Int32Array, place: number) {
    this.#board = board;
    this.#place = place;
  }

  /** Undefined where lanes can't see each other: without a place, or without shared memory. */
  static at(
    array: SharedArray<"int32"> | undefined,
    place: number | undefined,
  ): FairShare | undefined {
    if (array === undefined || place === undefined) return undefined;
    try {
      return new FairShare(array.view, place);
    } catch (error) {
      if (error instanceof MisuseError) return undefined;
      throw error;
    }
  }

  /** This lane accepts from now on. */
  join(): void {
    this.#board[this.#place] = 1;
  }

  /** It doesn't any more. */
  leave(): void {
    this.#board[this.#place] = 0;
  }

  /** It has so many connections, after it has accepted one. Sleeps when they are too many. */
  accepted(connections: number): void {
    const board = this.#board;
    if (board[this.#place] === 0) return;
    board[this.#place] = connections + 1;
    if (connections > fairShare(board) + 1) Atomics.wait(pillow, 0, 0, nap);
  }

  /** It has so many connections, after one was closed. */
  closed(connections: number): void {
    if (this.#board[this.#place] !== 0) this.#board[this.#place] = connections + 1;
  }
}

/** How many connections each lane that accepts would have if all had as many, rounded up. */
export function fairShare(board: Int32Array): number {
  let lanes = 0;
  let sum = 0;
  for (const noted of board) {
    if (noted === 0) continue;
    lanes += 1;
    sum += noted - 1;
  }
  return lanes === 0 ? Number.POSITIVE_INFINITY : Math.ceil(sum / lanes);
}
