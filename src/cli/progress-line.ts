/** What the progress line shows. Times in milliseconds. */
export interface ProgressState {
  /** Jobs that needn't run any more: ended, or skipped. */
  readonly done: number;
  readonly failed: number;
  /** Undefined while the inputs are still coming. */
  readonly total: number | undefined;
  readonly elapsed: number;
  /** Per second; undefined before the first job has ended. */
  readonly rate: number | undefined;
}

/** "[====>  ]  45% | 450/1000 | 1203/s | 0:12 left | 3 failed"; without a total, how much is done, and for how long. */
export function progressLine(state: ProgressState, bar: string): string {
  const { done, failed, total, elapsed, rate } = state;
  const parts =
    total === undefined
      ? [`${done} done`]
      : [`[${bar}] ${percent(done, total)}%`, `${done}/${total}`];
  parts.push(rate === undefined ? "-/s" : `${rate < 10 ? rate.toFixed(1) : Math.round(rate)}/s`);
  if (total === undefined) parts.push(clock(elapsed));
  else if (rate !== undefined) parts.push(`${clock(((total - done) * 1_000) / rate)} left`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(" | ");
}

function percent(done: number, total: number): string {
  return String(total === 0 ? 100 : Math.floor((done * 100) / total)).padStart(3);
}

/** "0:07", "12:30", "3:04:05". */
function clock(milliseconds: number): string {
  const all = Math.round(milliseconds / 1_000);
  const [hours, minutes, seconds] = [
    Math.floor(all / 3_600),
    Math.floor(all / 60) % 60,
    String(all % 60).padStart(2, "0"),
  ];
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, "0")}:${seconds}`
    : `${minutes}:${seconds}`;
}
