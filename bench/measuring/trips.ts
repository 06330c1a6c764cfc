import type { Measurement, Metric } from "../questions/question.ts";
import { quantile } from "./numbers.ts";

/** Trips before the measured ones. */
const warmUp = 10_000;

/** What is said of round trips. */
export const tripMetrics: readonly Metric[] = [
  { name: "mean", unit: "µs", better: "less", digits: 2 },
  { name: "p50", unit: "µs p50", better: "less", digits: 2 },
  { name: "p99", unit: "µs p99", better: "less", digits: 1 },
];

/** How many trips are measured. */
export function tripsOf(quick: boolean): number {
  return quick ? 10_000 : 40_000;
}

/** Goes there and back so often that `count` trips are measured. */
export function measureTrips(trip: (index: number) => void, count: number): Measurement {
  for (let index = 0; index < warmUp; index++) trip(index);
  const times = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    trip(index);
    times[index] = (performance.now() - start) * 1000;
  }
  return summary(times);
}

/** The same with trips that are awaited. */
export async function measureAwaitedTrips(
  trip: (index: number) => Promise<void>,
  count: number,
): Promise<Measurement> {
  for (let index = 0; index < warmUp; index++) await trip(index);
  const times = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await trip(index);
    times[index] = (performance.now() - start) * 1000;
  }
  return summary(times);
}

/** What the other side does: answers as often as it is asked. */
export function answerTrips(answer: () => void, count: number): void {
  for (let index = 0; index < warmUp + count; index++) answer();
}

/** The same with answers that are awaited. */
export async function answerAwaitedTrips(
  answer: () => Promise<void>,
  count: number,
): Promise<void> {
  for (let index = 0; index < warmUp + count; index++) await answer();
}

function summary(times: Float64Array): Measurement {
  const values = [...times];
  const sum = values.reduce((total, time) => total + time);
  return { mean: sum / values.length, p50: quantile(values, 0.5), p99: quantile(values, 0.99) };
}
