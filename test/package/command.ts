import { spawn } from "node:child_process";
import { once } from "node:events";
import { userEnvironment } from "./run.ts";

/** A command that serves until it is told to end. It leads a group, since npx starts what it runs as a child. */
export class Command implements AsyncDisposable {
  readonly #child;
  readonly #closed: Promise<unknown>;
  #text = "";

  constructor([program = "", ...args]: readonly string[], cwd: string) {
    this.#child = spawn(program, args, { cwd, env: userEnvironment(), detached: true });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream.setEncoding("utf8").on("data", (piece: string) => (this.#text += piece));
    this.#closed = once(this.#child, "close");
  }

  /** Waits until it has printed something like this, and gives what is in the parentheses. */
  async says(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = pattern.exec(this.#text)?.[1];
      if (found !== undefined) return found;
      const { stdout, stderr } = this.#child;
      const ended = await Promise.race([
        once(stdout, "data"),
        once(stderr, "data"),
        this.#closed.then(() => "ended"),
      ]);
      if (ended === "ended" && !pattern.test(this.#text))
        throw new Error(`the command ended before it said ${pattern}:\n${this.#text}`);
    }
  }

  /** Sends a signal to all of it, as a terminal would; gives the exit code when all of it has ended. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#kill(signal);
    await this.#closed;
    return this.#child.exitCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill("SIGKILL");
    await this.#closed;
  }

  #kill(signal: NodeJS.Signals): void {
    const { pid, exitCode, signalCode } = this.#child;
    if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, signal);
  }
}
