import { currentScope } from "../task/current-scope.ts";
import { expireAfter } from "../task/time-limit.ts";
import type { Command } from "./command.ts";
import { CompletedProcess } from "./completed-process.ts";
import { Popen } from "./popen.ts";
import type { Captured } from "./popen-types.ts";
import { type RunOptions, type RunOutput, startOptions } from "./run-options.ts";

/** Milliseconds after which a program that survives another signal gets SIGKILL. */
const GRACE = 5_000;

/**
 * Runs a program to its end. Python's subprocess.run. Its output goes where this program's goes unless it is captured.
 *
 * Rejects with ProgramNotStartedError or MisuseError when it can't be started, with CalledProcessError if `check` is set
 * and it fails, with TimeoutExpired (which has the output so far) after `timeout` milliseconds, with the reason of `signal`
 * or of the current task's cancellation, and with OutputTooLongError beyond `maxBuffer`. The program has ended then; what it
 * has started has so with `killTree`. For when it lives longer than this program, see `daemon`. It waits as
 * `Popen.communicate` does.
 *
 * @example
 *     const { stdout } = await run(["git", "log", "--oneline"], { captureOutput: true, check: true, cwd: folder });
 */
export async function run<const Options extends RunOptions = RunOptions>(
  command: Command,
  options?: Options,
): Promise<CompletedProcess<RunOutput<Options, "stdout">, RunOutput<Options, "stderr">>> {
  // What is captured is what the options say.
  return (await runProgram(command, options ?? {})) as CompletedProcess<
    RunOutput<Options, "stdout">,
    RunOutput<Options, "stderr">
  >;
}

/** The same with what is captured unknown to the types. */
export async function runProgram(command: Command, options: RunOptions): Promise<CompletedProcess> {
  const settings = startOptions(options);
  options.signal?.throwIfAborted();
  currentScope()?.throwIfCancelled();
  const program = new Popen(command, settings);
  const output = await converse(program, options);
  const completed = new CompletedProcess(command, await program.exited, output);
  if (options.check === true) completed.checkReturncode();
  return completed;
}

async function converse(program: Popen, options: RunOptions): Promise<Captured> {
  const { input, timeout, signal, maxBuffer } = options;
  try {
    return await program.communicate(input, { timeout, signal, maxBuffer });
  } catch (error) {
    await end(program, options);
    throw error;
  } finally {
    program.closePipes();
  }
}

/** Nothing interrupts this wait: whoever is told that the call failed can rely on the program's end. */
async function end(program: Popen, options: RunOptions): Promise<void> {
  const { killSignal = "SIGKILL", killTree: tree = false } = options;
  program.sendSignal(killSignal, { tree });
  const alarm = expireAfter(GRACE, () => program.kill({ tree }));
  try {
    await program.exited;
  } finally {
    alarm.cancel();
  }
}
