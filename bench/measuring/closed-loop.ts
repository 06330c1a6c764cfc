import { mustEqual, sumBelow } from "./numbers.ts";

/** What came of a closed loop. */
export interface LoopResult {
  readonly tasks: number;
  readonly milliseconds: number;
  /** Processor time of this process with all its threads, in microseconds. */
  readonly processorTime: number;
}

/**
 * Keeps `outstanding` calls on their way for `milliseconds`: each that ends starts the next. Then waits for the rest. The
 * arguments are 0, 1, 2, …, and the results are checked by their sum.
 */
export function closedLoop(
  call: (index: number) => PromiseLike<number>,
  outstanding: number,
  milliseconds: number,
): Promise<LoopResult> {
  return new Promise((resolve, reject) => {
    const processor = process.cpuUsage();
    const start = performance.now();
    const end = start + milliseconds;
    let next = 0;
    let limit = Infinity;
    let done = 0;
    let sum = 0;
    function settle(value: number): void {
      sum += value;
      done++;
      // The clock is read now and then: it would cost more than a fast task.
      if ((done & 15) !== 0 || performance.now() < end) {
        if (next < limit) call(next++).then(settle, reject);
      } else limit = 0;
      if (done === next) finish();
    }
    function finish(): void {
      const elapsed = performance.now() - start;
      const { user, system } = process.cpuUsage(processor);
      try {
        mustEqual(sum, sumBelow(done));
        resolve({ tasks: done, milliseconds: elapsed, processorTime: user + system });
      } catch (error) {
        reject(error);
      }
    }
    for (let index = 0; index < outstanding; index++) call(next++).then(settle, reject);
  });
}

/** Makes `count` calls at once and waits for all. */
export async function burst(
  call: (index: number) => PromiseLike<number>,
  count: number,
): Promise<LoopResult> {
  return await closedLoop(call, count, 0);
}
