import { spawn } from "node:child_process";
import { once } from "node:events";

/** What became of a program. */
export interface Outcome {
  readonly name: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Milliseconds after which a program is killed: it hangs. */
const patience = 60_000;

/** A program that has been started. */
class Program {
  readonly outcome: Promise<Outcome>;
  /** It has printed something, or has ended. */
  readonly isUp: Promise<unknown>;
  readonly #child;

  constructor(cwd: string, [program, ...args]: readonly [string, ...string[]]) {
    const child = spawn(program, args, { cwd, timeout: patience, killSignal: "SIGKILL" });
    this.#child = child;
    child.stdin.end();
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (piece: string) => (stdout += piece));
    child.stderr.setEncoding("utf8").on("data", (piece: string) => (stderr += piece));
    const closed = once(child, "close");
    this.isUp = Promise.race([once(child.stdout, "data"), closed]);
    this.outcome = closed.then(() => ({
      name: args.join(" "),
      exitCode: child.exitCode,
      signal: child.signalCode,
      stdout,
      stderr,
    }));
  }

  end(): void {
    this.#child.kill();
  }
}

/** What is started, and whether it has to be ended. */
export interface Start {
  readonly command: readonly [string, ...string[]];
  readonly isServer: boolean;
}

/**
 * Starts programs, each when the one before has printed something, and waits for their ends, the last one's first.
 * Servers are ended by SIGTERM then.
 */
export async function runTogether(cwd: string, starts: readonly Start[]): Promise<Outcome[]> {
  const programs: { readonly program: Program; readonly isServer: boolean }[] = [];
  for (const { command, isServer } of starts) {
    await programs.at(-1)?.program.isUp;
    programs.push({ program: new Program(cwd, command), isServer });
  }
  const outcomes: Outcome[] = [];
  for (const { program, isServer } of programs.toReversed()) {
    if (isServer) program.end();
    outcomes.unshift(await program.outcome);
  }
  return outcomes;
}
