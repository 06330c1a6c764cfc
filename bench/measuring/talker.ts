import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program that is asked by lines, and answers with lines of JSON. */
export class Talker {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(command: string, args: readonly string[]) {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** The next line that it says. Rejects when it ends instead. */
  async hear(): Promise<Readonly<Record<string, unknown>>> {
    const line = await this.#lines.next();
    if (line.done === true) throw new Error("the program has ended early");
    // It is one of this folder's programs.
    return JSON.parse(line.value) as Readonly<Record<string, unknown>>;
  }

  /** What it says to a line. */
  ask(line: string): Promise<Readonly<Record<string, unknown>>> {
    this.#child.stdin?.write(`${line}\n`);
    return this.hear();
  }

  /** Ends it. */
  close(): void {
    this.#child.kill("SIGKILL");
  }
}
