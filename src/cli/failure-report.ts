import type { Failure, Job } from "./job.ts";

/** How {@link failureReport} shows a failure. */
export interface FailureReportOptions {
  readonly tries: number;
  /** The whole stack instead of its first line. */
  readonly verbose: boolean;
}

/** A longer input is cut. */
const longestInput = 200;

/** One failed job as a block of lines: what went wrong, for which input, and where. */
export function failureReport(
  job: Job,
  failure: Failure,
  { tries, verbose }: FailureReportOptions,
): string {
  const after = tries > 1 ? ` after ${tries} tries` : "";
  const lines = [
    `skein: job ${job.sequence} failed${after}: ${headline(failure)}`,
    `    input: ${shown(job.input)}`,
  ];
  if (verbose) lines.push(...failure.detail.split("\n").map((line) => `    ${line}`));
  else if (failure.place !== undefined) lines.push(`    ${failure.place}`);
  return lines.join("\n");
}

function headline({ name, message }: Failure): string {
  const indented = message.replaceAll("\n", "\n    ");
  return indented === "" ? name : `${name}: ${indented}`;
}

/** In quotes and escaped: an input may hold what a terminal would obey. */
function shown(input: string): string {
  return input.length <= longestInput
    ? JSON.stringify(input)
    : `${JSON.stringify(input.slice(0, longestInput))}… (${input.length} characters)`;
}
