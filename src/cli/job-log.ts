import {
  closeSync,
  constants,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  writeSync,
} from "node:fs";
import { MisuseError } from "../errors.ts";
import { FinishedJobs } from "./finished-jobs.ts";
import { jobLogHeader, parseJobLogLine } from "./job-log-line.ts";

/** What an earlier log is good for: nothing, skip all that ended, or skip all that ended well. */
export type ResumeMode = "none" | "all" | "succeeded";

const newline = 0x0a;
const chunkBytes = 1 << 16;

/** A file with one line per job that has ended. */
export class JobLog {
  /** The jobs that needn't run again. */
  readonly finished: FinishedJobs;
  readonly #path: string;
  readonly #descriptor: number;
  /** Pipes and devices can neither be cut nor written at a position. */
  readonly #isFile: boolean;
  #end: number;

  /**
   * Opens the file and, to resume, reads it; otherwise it begins anew. A last line that an earlier run didn't finish is
   * cut off. Throws MisuseError when the file can't be opened or isn't a job log, which keeps it from being overwritten.
   */
  constructor(path: string, resume: ResumeMode) {
    this.#path = path;
    this.#descriptor = open(path);
    this.#isFile = fstatSync(this.#descriptor).isFile();
    const { finished, end } =
      resume === "none"
        ? { finished: new FinishedJobs(), end: 0 }
        : readLog(this.#descriptor, path, resume);
    this.finished = finished;
    this.#end = end;
    this.#cutBack();
    if (end === 0) this.append(jobLogHeader);
  }

  /**
   * Writes a line, and comes back when the operating system has it. Throws MisuseError when it can't, as on a full disk;
   * the file ends with the line before, then.
   */
  append(line: string): void {
    const bytes = Buffer.from(`${line}\n`);
    try {
      for (let written = 0; written < bytes.length;) {
        written += writeSync(
          this.#descriptor,
          bytes,
          written,
          bytes.length - written,
          this.#isFile ? this.#end + written : null,
        );
      }
      this.#end += bytes.length;
    } catch (error) {
      this.#cutBack();
      throw new MisuseError(`the job log ${this.#path} can't be written: ${reasonOf(error)}`, {
        cause: error,
      });
    }
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  #cutBack(): void {
    if (this.#isFile) ftruncateSync(this.#descriptor, this.#end);
  }
}

function open(path: string): number {
  try {
    return openSync(path, constants.O_RDWR | constants.O_CREAT, 0o666);
  } catch (error) {
    throw new MisuseError(`the job log ${path} can't be opened: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/** `end` is where the last whole line ends. */
function readLog(
  descriptor: number,
  path: string,
  resume: ResumeMode,
): { finished: FinishedJobs; end: number } {
  const finished = new FinishedJobs();
  let end = 0;
  let number = 0;
  for (const line of wholeLines(descriptor)) {
    end += line.length + 1;
    number += 1;
    const text = line.toString();
    if (number === 1) {
      if (text !== jobLogHeader)
        throw new MisuseError(`${path} is not a job log: it begins with "${text.slice(0, 60)}"`);
    } else {
      note(finished, text, { path, number, resume });
    }
  }
  if (number === 0 && fstatSync(descriptor).size > 0) refuseForeign(descriptor, path);
  return { finished, end };
}

/** A file without a whole line may be a header that was cut short; anything else must not be overwritten. */
function refuseForeign(descriptor: number, path: string): void {
  const beginning = Buffer.alloc(jobLogHeader.length);
  const length = readSync(descriptor, beginning, 0, beginning.length, 0);
  if (!jobLogHeader.startsWith(beginning.toString("utf8", 0, length)))
    throw new MisuseError(`${path} is not a job log`);
}

function note(
  finished: FinishedJobs,
  text: string,
  { path, number, resume }: { path: string; number: number; resume: ResumeMode },
): void {
  const job = parseJobLogLine(text);
  if (job === undefined)
    throw new MisuseError(
      `${path}, line ${number}, is not a line of a job log: "${text.slice(0, 60)}"`,
    );
  const succeeded = job.exitValue === 0 && job.signal === 0;
  if (succeeded || resume === "all") finished.add(job.sequence, job.command);
  // A later line tells of a later try.
  else finished.remove(job.sequence);
}

function* wholeLines(descriptor: number): Generator<Buffer, void, undefined> {
  const chunk = Buffer.alloc(chunkBytes);
  let rest: Buffer[] = [];
  for (
    let position = 0, length = 0;
    (length = readSync(descriptor, chunk, 0, chunkBytes, position)) > 0;
    position += length
  ) {
    let begin = 0;
    for (
      let end = chunk.indexOf(newline, begin);
      end >= 0 && end < length;
      end = chunk.indexOf(newline, begin)
    ) {
      yield Buffer.concat([...rest, chunk.subarray(begin, end)]);
      rest = [];
      begin = end + 1;
    }
    rest.push(Buffer.from(chunk.subarray(begin, length)));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
