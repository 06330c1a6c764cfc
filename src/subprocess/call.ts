import { MisuseError } from "../errors.ts";
import type { Command } from "./command.ts";
import type { RunOptions } from "./run-options.ts";
import { runProgram } from "./run.ts";
import { PIPE } from "./stdio.ts";
import type { TextOf } from "./text.ts";

/** How a program is run of which only the end counts. */
export type CallOptions = Omit<RunOptions, "captureOutput" | "check">;

/** How a program is run whose stdout is wanted. */
export type OutputOptions = Omit<RunOptions, "captureOutput" | "check" | "stdout">;

/**
 * Runs a program, whose output goes where this program's goes, and gives its return code: n, or -N for signal N. Python's
 * subprocess.call. Rejects as `run`.
 *
 * @example
 *     const code = await call(["nslookup", "www.python.org"]);
 */
export async function call(command: Command, options: CallOptions = {}): Promise<number> {
  return (await runProgram(command, options)).returncode;
}

/**
 * The same, but rejects with CalledProcessError unless the return code is 0. Python's subprocess.check_call.
 *
 * @example
 *     await checkCall(["make", "install"], { cwd: folder });
 */
export async function checkCall(command: Command, options: CallOptions = {}): Promise<void> {
  await runProgram(command, { ...options, check: true });
}

/**
 * Runs a program, and gives what it wrote to stdout: text, or bytes with `encoding: "buffer"`. Python's
 * subprocess.check_output. Rejects as `run` with `check`. With `stderr: STDOUT`, its messages are among the output.
 *
 * @example
 *     const version = (await checkOutput(["git", "--version"])).trimEnd();
 */
export async function checkOutput<const Options extends OutputOptions = Record<never, never>>(
  command: Command,
  options?: Options,
): Promise<TextOf<Options>> {
  const given: OutputOptions & { readonly stdout?: unknown } = options ?? {};
  if (given.stdout !== undefined)
    throw new MisuseError("checkOutput() gives what is written to stdout: leave `stdout` out");
  const { stdout } = await runProgram(command, { ...given, stdout: PIPE, check: true });
  // It is captured, and as the options say.
  return stdout as TextOf<Options>;
}
