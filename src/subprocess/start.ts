import { ProgramNotStartedError, SkeinError } from "../errors.ts";
import { type Command, type ProgramLine, programLine } from "./command.ts";
import { launch, type Launched } from "./launch.ts";
import { checkPopenOptions, type PopenOptions, shellOf } from "./program-options.ts";
import { knownFailure, startFailure } from "./start-failure.ts";
import { type OwnEnds, Wiring } from "./wiring.ts";

/** A program that has just been started. */
export interface Started {
  readonly program: Launched;
  readonly ends: OwnEnds;
}

/** Starts a program. Throws MisuseError or ProgramNotStartedError; then nothing is left open. */
export function start(command: Command, options: PopenOptions): Started {
  checkPopenOptions(options);
  const line = programLine(command, shellOf(options));
  const wiring = new Wiring(options);
  try {
    const stdio = wiring.connect();
    const started = wiring.mergesByShell ? merging(command, line, options) : line;
    const program = launch(started, stdio, options);
    if (program === undefined) throw startFailure(command, line, options);
    return { program, ends: wiring.finish(program) };
  } catch (error) {
    wiring.undo();
    if (error instanceof SkeinError) throw error;
    throw notOpened(command, error);
  }
}

/** Sends stderr where stdout goes before the program begins. A shell does it, so it must be known that there is one. */
function merging(command: Command, line: ProgramLine, options: PopenOptions): ProgramLine {
  const failure = knownFailure(command, line, options);
  if (failure !== undefined) throw failure;
  return { file: "/bin/sh", args: ["-c", 'exec "$0" "$@" 2>&1', line.file, ...line.args] };
}

function notOpened(command: Command, cause: unknown): ProgramNotStartedError {
  const text = cause instanceof Error ? cause.message : String(cause);
  // Errors of the system have a code; those of the C library name theirs in the text.
  const reason = (cause as NodeJS.ErrnoException).code ?? "EMFILE";
  return new ProgramNotStartedError(command, `no pipes to the program can be opened: ${text}`, {
    reason,
    cause,
  });
}
