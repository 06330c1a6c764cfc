import { CalledProcessError } from "../errors.ts";
import type { Command } from "./command.ts";
import type { AnyOutput, Captured } from "./popen-types.ts";

/** What has come of a program that has ended. Python's subprocess.CompletedProcess. */
export class CompletedProcess<Stdout = AnyOutput, Stderr = AnyOutput> {
  /** What was started, as it was given. */
  readonly args: Command;
  /** n when it has exited with n, -N when signal N has ended it. */
  readonly returncode: number;
  /** What it wrote; undefined where that wasn't captured. */
  readonly stdout: Stdout;
  /** Its messages; undefined where they weren't captured. */
  readonly stderr: Stderr;

  constructor(args: Command, returncode: number, output: Captured<Stdout, Stderr>) {
    this.args = args;
    this.returncode = returncode;
    this.stdout = output.stdout;
    this.stderr = output.stderr;
  }

  /** Throws CalledProcessError, which has the output, unless the return code is 0. */
  checkReturncode(): void {
    if (this.returncode === 0) return;
    throw new CalledProcessError(this.args, this.returncode, {
      stdout: outputOf(this.stdout),
      stderr: outputOf(this.stderr),
    });
  }
}

function outputOf(value: unknown): AnyOutput {
  return typeof value === "string" || value instanceof Uint8Array ? value : undefined;
}
