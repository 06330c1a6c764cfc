import { MisuseError } from "../errors.ts";
import { SharedArray } from "../sync/shared-array.ts";

/** Upper bounds of the classes of latency, in seconds; what takes longer is in a last class of its own. */
export const latencyBounds: readonly number[] = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

const latencyMilliseconds: Float64Array = Float64Array.from(
  latencyBounds,
  (bound) => bound * 1_000,
);

/** Where each number of a lane stands in its row. */
export const slot = {
  /** Counts up while the lane's event loop turns; then {@link noBeats}. */
  beats: 0,
  requests: 1,
  inFlight: 2,
  /** Answers of status 500 and above. */
  errors: 3,
  /** Requests whose connection went before the answer was out. */
  aborted: 4,
  connections: 5,
  bytesRead: 6,
  bytesWritten: 7,
  /** Bytes of the whole process. */
  residentMemory: 8,
  latencySum: 9,
  /** The first of the classes of latency, one more than there are bounds. */
  latency: 10,
} as const;

/** In place of beats: the lane has done its work, and nobody shall wait for its heart. */
export const noBeats = -1;

/** Numbers in a row. */
export const rowLength: number = slot.latency + latencyBounds.length + 1;

/** Numbers as the one who writes them sees them. */
export type Row = Float64Array;

/**
 * The numbers of one worker, a row for each of its lanes (threads). Only the lane itself writes to its row, so plain
 * additions lose nothing, and whoever reads needs no help of the worker: they outlive a worker that hangs or is killed.
 * A reader may look between two additions; therefore what is under way counts down last, when all that it has brought
 * about has been counted: who sees nothing under way sees the whole. Where memory can't be shared, a lane writes to a row
 * of its own and publishes it now and then.
 */
export class Counters {
  readonly #array: SharedArray<"float64">;

  constructor(array: SharedArray<"float64">) {
    this.#array = array;
  }

  static create(lanes: number): Counters {
    return new Counters(new SharedArray("float64", lanes * rowLength, { lock: false }));
  }

  /** What travels to the worker. */
  get array(): SharedArray<"float64"> {
    return this.#array;
  }

  /** The row of a lane, and what makes others see it where that isn't so by itself. */
  row(lane: number): { readonly row: Row; readonly publish: () => void } {
    const start = lane * rowLength;
    const view = viewOf(this.#array);
    if (view !== undefined)
      return { row: view.subarray(start, start + rowLength), publish: () => {} };
    const row = new Float64Array(rowLength);
    return { row, publish: () => this.#array.set(row, start) };
  }

  /** A copy of every lane's row. */
  rows(): Row[] {
    const all = this.#array.slice();
    return Array.from({ length: all.length / rowLength }, (_, lane) =>
      all.slice(lane * rowLength, (lane + 1) * rowLength),
    );
  }

  close(): void {
    this.#array.close();
  }
}

/** Counts one answered request. `milliseconds` is what it took. */
export function countLatency(row: Row, milliseconds: number): void {
  let index = 0;
  while (index < latencyMilliseconds.length && milliseconds > (latencyMilliseconds[index] ?? 0))
    index += 1;
  const place = slot.latency + index;
  row[place] = (row[place] ?? 0) + 1;
  row[slot.latencySum] = (row[slot.latencySum] ?? 0) + milliseconds;
}

/** Adds to one number of a row. */
export function count(row: Row, index: number, amount: number): void {
  row[index] = (row[index] ?? 0) + amount;
}

function viewOf(array: SharedArray<"float64">): Float64Array | undefined {
  try {
    return array.view;
  } catch (error) {
    if (error instanceof MisuseError) return undefined;
    throw error;
  }
}
