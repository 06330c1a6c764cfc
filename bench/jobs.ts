/** What the workers are asked to do; the same functions for every contestant. */
export interface Jobs {
  noop(index: number): number;
  record(value: Row): Row;
  spin(iterations: number): number;
  factorial(limit: number): bigint;
  square(value: number): number;
  echo(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer>;
  /** As `echo`, but the buffer is moved in both directions where the contestant can do that. */
  pass(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer>;
}

/** A small object as a task's argument. */
export interface Row {
  readonly id: number;
  readonly name: string;
  readonly score: number;
}

/** The name of a job. */
export type JobName = keyof Jobs;

/** Nothing: what is left is the cost of calling. */
export function noop(index: number): number {
  return index;
}

/** Nothing, with an object. */
export function record(value: Row): Row {
  return value;
}

/** Keeps a core busy in proportion to `iterations`, and gives them back. */
export function spin(iterations: number): number {
  let state = 1;
  for (let step = 0; step < iterations; step++)
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
  // Never true: it only keeps the loop from being optimized away.
  return state === -1 ? 0 : iterations;
}

/** The workload of poolifier's own benchmark. */
export function factorial(limit: number): bigint {
  let product = 1n;
  for (let factor = 2n; factor <= limit; factor++) product *= factor;
  return product;
}

/** The smallest function that one would map. */
export function square(value: number): number {
  return value * value;
}

/** Gives a buffer back. */
export function echo(values: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  return values;
}
