/** Threads that one starter can number. */
const NUMBERS = 2 ** 32;

/**
 * The ident of a light thread, unique among all threads of the process: made of the starter's `threadId` and the
 * thread's number there. Greater than any `threadId`.
 */
export function identOf(number: number, starter: number): number {
  return (starter + 1) * NUMBERS + number;
}
