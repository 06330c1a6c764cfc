import type { Answer, Job } from "./job.ts";

/** The first line of a job log: GNU parallel's columns, so that its tools can read it. */
export const jobLogHeader =
  "Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\tCommand";

/** What can be read back from a line. */
export interface LoggedJob {
  readonly sequence: number;
  readonly exitValue: number;
  readonly signal: number;
  /** Still escaped, as {@link commandOf} gives it. */
  readonly command: string;
}

/** The line of a job, without its newline. Times are in seconds, Send and Receive are bytes of the input and of the result. */
export function jobLogLine(label: string, job: Job, answer: Answer): string {
  const received = answer.kind === "returned" ? Buffer.byteLength(answer.json) : 0;
  const { exitValue, signal } =
    answer.kind === "returned" ? { exitValue: 0, signal: 0 } : answer.failure;
  const times = [answer.started, answer.runtime].map((milliseconds) =>
    (milliseconds / 1_000).toFixed(3),
  );
  return [
    job.sequence,
    ":",
    ...times,
    Buffer.byteLength(job.input),
    received,
    exitValue,
    signal,
    commandOf(label, job.input),
  ].join("\t");
}

/** Gives undefined when the line isn't one of a job log. */
export function parseJobLogLine(line: string): LoggedJob | undefined {
  const match = /^(\d+)\t[^\t]*\t *[\d.]+\t *[\d.]+\t\d+\t\d+\t(-?\d+)\t(-?\d+)\t(.*)$/s.exec(line);
  if (match === null) return undefined;
  const [, sequence, exitValue, signal, command = ""] = match;
  return {
    sequence: Number(sequence),
    exitValue: Number(exitValue),
    signal: Number(signal),
    command,
  };
}

/** The function and its input in one cell: tab, newline, carriage return, NUL and backslash are written `\t \n \r \0 \\`. */
export function commandOf(label: string, input: string): string {
  return `${label} ${input}`.replace(
    /[\\\t\n\r\0]/g,
    (character) => escapes.get(character) ?? character,
  );
}

const escapes: ReadonlyMap<string, string> = new Map([
  ["\\", "\\\\"],
  ["\t", "\\t"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\0", "\\0"],
]);
