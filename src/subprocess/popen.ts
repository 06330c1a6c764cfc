import type { Command } from "./command.ts";
import type { InputPipe } from "./input-pipe.ts";
import type { OutputPipe } from "./output-pipe.ts";
import type { Captured, CapturedBy, InputPipeOf, OutputPipeOf } from "./popen-types.ts";
import { Popen as Program } from "./program.ts";
import type { PopenOptions } from "./program-options.ts";

/** The class {@link Popen}: which pipes an instance has is known from the options. */
export interface PopenConstructor {
  /**
   * Starts a program. Throws, at once, ProgramNotStartedError when there is no such program or folder or it may not be
   * run, and MisuseError for a command or options that can't be.
   */
  new <const Options extends PopenOptions = PopenOptions>(
    command: Command,
    options?: Options,
  ): Popen<
    InputPipeOf<Options>,
    OutputPipeOf<Options, "stdout">,
    OutputPipeOf<Options, "stderr">,
    CapturedBy<Options>
  >;
  readonly prototype: Program;
}

/**
 * Another program, which runs from the moment the constructor returns. Python's subprocess.Popen.
 *
 * What it reads and writes is that of this program, unless the options say PIPE, DEVNULL or something else. Arguments go
 * to it as they are, without a shell. It keeps this program's event loop alive, but it isn't ended with it (see `daemon`):
 * whoever is killed leaves it running, with pipes that end.
 *
 * `wait()` alone, for a program whose output is a PIPE that nobody reads, waits for ever when there is more than fits into
 * the pipe: use `communicate()`.
 *
 * @example
 *     const list = new Popen(["ls", "-l"], { stdout: PIPE });
 *     const count = new Popen(["wc", "-l"], { stdin: list.stdout, stdout: PIPE });
 *     console.log((await count.communicate()).stdout);
 */
// There is a pipe exactly where the options say PIPE, which is what the constructor's types say.
export const Popen: PopenConstructor = Program;

/** A program that `new Popen(…)` has started: which pipes it has, and what `communicate` gives. */
export type Popen<
  Stdin extends InputPipe | undefined = InputPipe | undefined,
  Stdout extends OutputPipe | undefined = OutputPipe | undefined,
  Stderr extends OutputPipe | undefined = OutputPipe | undefined,
  Output extends Captured = Captured,
> = Program<Stdin, Stdout, Stderr, Output>;
