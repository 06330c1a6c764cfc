import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

/** What a finished program left behind. */
export interface Finished {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where a program runs, and for how long at most. */
export interface RunOptions {
  readonly cwd: string;
  /** Milliseconds until it is killed; default 120,000. A hanging program must fail its test, not stop the suite. */
  readonly timeout?: number;
}

/** Runs a program to its end, as a user's shell would: without what npm and the test runner add to the environment. */
export async function run(command: readonly string[], options: RunOptions): Promise<Finished> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: userEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: options.timeout ?? 120_000,
    killSignal: "SIGKILL",
  });
  const stdout = text(child.stdout);
  const stderr = text(child.stderr);
  const closing: readonly unknown[] = await once(child, "close");
  const [code] = closing;
  return {
    exitCode: typeof code === "number" ? code : undefined,
    stdout: await stdout,
    stderr: await stderr,
  };
}

/** Runs a program that has to succeed; returns what it printed. */
export async function runWell(command: readonly string[], options: RunOptions): Promise<string> {
  const { exitCode, stdout, stderr } = await run(command, options);
  if (exitCode !== 0) {
    throw new Error(`${command.join(" ")} ended with ${exitCode}\n${stdout}\n${stderr}`);
  }
  return stdout;
}

/** The environment without what npm and the test runner add. */
export function userEnvironment(): NodeJS.ProcessEnv {
  const added =
    /^(?:npm_(?:lifecycle|package|command|execpath|node)|NODE_TEST_|NODE_OPTIONS$|FORCE_COLOR$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !added.test(name)));
}
