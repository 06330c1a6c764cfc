import { availableParallelism } from "node:os";
import { Command, Option } from "commander";
import type { HaltRule } from "./halt.ts";
import type { MapSettings } from "./map-settings.ts";
import { parseCount, parseDuration, parseHaltOption, parsePositive } from "./option-parsers.ts";

/** Options as commander hands them over. */
interface MapFlags {
  readonly on: "thread" | "process";
  readonly workers: number;
  readonly unordered?: boolean;
  readonly null?: boolean;
  readonly retries: number;
  readonly timeout?: number;
  readonly halt?: HaltRule;
  readonly joblog?: string;
  readonly resume?: boolean;
  readonly resumeFailed?: boolean;
  readonly progress: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

/** The command `map`; `run` gets what was asked for. */
export function mapCommand(run: (settings: MapSettings) => Promise<void>): Command {
  const command = new Command("map")
    .summary("run a function on every input, in parallel")
    .description(
      "Runs a function of a module on every input, on all cores, and prints each result as a line of JSON.",
    )
    .argument(
      "<function>",
      "MODULE#EXPORT: a file (JavaScript or TypeScript) or a package; without #EXPORT its default export",
    )
    .argument(
      "[inputs...]",
      "the inputs; without any they are read from standard input, one a line",
    )
    .addHelpText("after", details);
  for (const option of options()) command.addOption(option);
  return command.action(async (target: string, inputs: string[]) => {
    const flags = command.opts<MapFlags>();
    const wrong = misuse(flags);
    if (wrong !== undefined) command.error(`error: ${wrong}`);
    await run(settingsOf(target, inputs, flags));
  });
}

function options(): Option[] {
  return [
    new Option("-j, --workers <n>", "how many jobs run at a time")
      .default(availableParallelism(), "one per core")
      .argParser(parsePositive),
    new Option("--on <place>", "where they run").choices(["thread", "process"]).default("process"),
    new Option("-k, --ordered", "results in the order of the inputs (the default)").conflicts(
      "unordered",
    ),
    new Option("-u, --unordered", "results as soon as they are there"),
    new Option("-0, --null", "inputs on standard input end with NUL instead of a newline"),
    new Option("--retries <n>", "try a job that failed up to n more times")
      .default(0)
      .argParser(parseCount),
    new Option(
      "--timeout <time>",
      "a job that takes longer fails, and is killed: seconds, or 500ms, 2m, 1h",
    ).argParser(parseDuration),
    new Option(
      "--halt <rule>",
      "when to stop: never; now or soon, also with ,fail=N ,success=N ,done=N or a percentage",
    )
      .default(undefined, "never")
      .argParser(parseHaltOption),
    new Option("--joblog <file>", "write a line about every job that has ended"),
    new Option("--resume", "skip the jobs that the job log has, whether they failed or not"),
    new Option(
      "--resume-failed",
      "skip the jobs that the job log has, but run those that failed again",
    ).conflicts("resume"),
    new Option("--no-progress", "no progress line on the terminal"),
    new Option("-q, --quiet", "nothing on standard error but errors"),
    new Option("--verbose", "errors with their whole stack"),
  ];
}

function misuse(flags: MapFlags): string | undefined {
  const resumes = flags.resume === true || flags.resumeFailed === true;
  return resumes && flags.joblog === undefined
    ? "--resume needs the --joblog FILE of the run to go on with"
    : undefined;
}

function settingsOf(target: string, inputs: readonly string[], flags: MapFlags): MapSettings {
  return {
    function: target,
    inputs,
    separator: flags.null === true ? "\0" : "\n",
    on: flags.on,
    workers: flags.workers,
    ordered: flags.unordered !== true,
    retries: flags.retries,
    timeout: flags.timeout,
    halt: flags.halt,
    jobLog: flags.joblog,
    resume: flags.resumeFailed === true ? "succeeded" : flags.resume === true ? "all" : "none",
    progress: flags.progress,
    quiet: flags.quiet === true,
    verbose: flags.verbose === true,
  };
}

const details = `
The function is called with the input, a string, and its index. It may be async.

Inputs:   lines end with LF or CRLF; an empty line is an empty input. Inputs that
          begin with "-" go after "--".
Results:  undefined is printed as null, a BigInt as the string of its digits, a
          Map, a Set or a Buffer as an array. --ordered lets up to 1024 results
          wait for their turn and begins no further job then.
Jobs:     what they print goes to standard error. Processes survive whatever a job
          does; threads start faster and take less memory.
--halt    soon begins no new job, now also ends those that run; alone they mean
          ,fail=1. A percentage is of the jobs that have ended, once three have.
--joblog  has GNU parallel's columns. A job is logged once its result is out; one
          that Ctrl-C or --halt ended is not logged, and runs again with --resume.
          Without --resume the file begins anew.
--resume  needs the same function and the same inputs as before.
Ctrl-C    once: what runs may finish; twice: it is ended.

Exit status:
  0      all jobs succeeded
  1-100  that many jobs failed; 101: more than a hundred
  130    ended by Ctrl-C (143: by SIGTERM)
  141    nobody reads the results any more, as after "| head"
  255    wrong usage, or a file that can't be read or written

Examples:
  $ skein map ./hash.ts#sha256 *.jpg
  $ find . -name '*.md' -print0 | skein map -0 ./words.ts#count --unordered > counts.ndjson
  $ skein map ./fetch.ts --on thread -j 32 --timeout 10 --retries 2 < urls.txt
  $ skein map ./import.ts#row --joblog import.log --halt soon,fail=10% < rows.csv
  $ skein map ./import.ts#row --joblog import.log --resume-failed < rows.csv`;
