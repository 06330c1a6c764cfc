import type { OutputOptions } from "./call.ts";
import { runProgram } from "./run.ts";
import { PIPE, STDOUT } from "./stdio.ts";

/** How a line is run by the shell. */
export type ShellOptions = Omit<OutputOptions, "encoding" | "stderr">;

/** What a line for the shell has come to. */
export interface StatusOutput {
  /** n, or -N when signal N has ended the shell. */
  readonly returncode: number;
  /** What was written to stdout and stderr, without a newline at its end. */
  readonly output: string;
}

/**
 * Runs a line by the shell, and gives what it wrote to stdout and stderr, without a newline at its end, whatever the return
 * code. Python's subprocess.getoutput. Never put text from outside into such a line. Rejects as `run`.
 *
 * @example
 *     const count = Number(await getOutput("ls | wc -l"));
 */
export async function getOutput(line: string, options?: ShellOptions): Promise<string> {
  return (await getStatusOutput(line, options)).output;
}

/** The same together with the return code. Python's subprocess.getstatusoutput. */
export async function getStatusOutput(
  line: string,
  options: ShellOptions = {},
): Promise<StatusOutput> {
  const { returncode, stdout } = await runProgram(line, {
    ...options,
    shell: options.shell ?? true,
    stdout: PIPE,
    stderr: STDOUT,
  });
  const output = typeof stdout === "string" ? stdout : "";
  return { returncode, output: output.endsWith("\n") ? output.slice(0, -1) : output };
}
