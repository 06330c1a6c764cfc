/** Why a barrier is broken, as a number in its word. */
export const reasons = {
  aborted: 1,
  timedOut: 2,
  cancelled: 3,
  died: 4,
  failed: 5,
  reset: 6,
} as const;

export type BarrierReason = (typeof reasons)[keyof typeof reasons];

const texts: Readonly<Record<number, string>> = {
  [reasons.aborted]: "the barrier is broken: abort() was called",
  [reasons.timedOut]: "the barrier is broken: one of its parties waited for too long",
  [reasons.cancelled]: "the barrier is broken: one of its parties stopped waiting",
  [reasons.died]: "the barrier is broken: one of its parties died while it waited",
  [reasons.failed]: "the barrier is broken: its action failed",
  [reasons.reset]: "the barrier was reset while this party waited",
};

/** What the BrokenBarrierError says. */
export function textOf(reason: number): string {
  return texts[reason] ?? "the barrier is broken";
}
