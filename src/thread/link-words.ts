/**
 * What a carrier says of itself in the memory that it shares with one starter, so that it can be read while either of
 * them is busy. `Int32[4]`:
 *
 *     0 beat      counts up whenever the carrier comes to start threads, at most every 2 ms
 *     1 live      threads of all starters that have begun and not ended
 *     2 starting  the function whose first stretch is running, 0 when none is
 *     3 judged    function * 4 + verdict: what came of the last first stretch that was asked about
 */
export const linkWord = { beat: 0, live: 1, starting: 2, judged: 3 } as const;

/** So many words there are. */
export const LINK_WORDS = 4;

/** What a first stretch has shown of a function. */
export const Verdict = { light: 1, heavy: 2, blocking: 3 } as const;

/** One of the values of {@link Verdict}. */
export type Verdict = (typeof Verdict)[keyof typeof Verdict];

/** Flag of a call that says: tell what comes of the first stretch. Beside the flags of `CallFlag`. */
export const ON_TRIAL = 16;

/** A first stretch that takes longer, in milliseconds, makes a function a heavy one. */
export const HEAVY = 5;

/** Puts a verdict and whom it is about into one word. */
export function judgement(functionId: number, verdict: Verdict): number {
  return (functionId * 4 + verdict) | 0;
}

/** The verdict in a word if it is about this function. */
export function verdictOn(functionId: number, word: number): Verdict | undefined {
  for (const verdict of [Verdict.light, Verdict.heavy, Verdict.blocking]) {
    if (word === judgement(functionId, verdict)) return verdict;
  }
  return undefined;
}
