import { threadId } from "node:worker_threads";

/** Threads that one starter can number. */
const NUMBERS = 2 ** 32;

/**
 * The ident of a light thread, unique among all threads of the process: the starter's `threadId` and the thread's number
 * there. Greater than any `threadId`.
 */
export function identOf(number: number): number {
  return (threadId + 1) * NUMBERS + number;
}

/** The number in an ident. */
export function numberIn(ident: number): number {
  return ident % NUMBERS;
}
