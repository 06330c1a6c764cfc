import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { createInterface, type Interface } from "node:readline";

/** Why the tests against Python are skipped, or false when they aren't. */
export const noPython: string | false =
  spawnSync("python3", ["--version"]).status === 0 ? false : "there is no python3 on this machine";

/** A python3 that answers questions about pickles. */
export class PythonPickles implements AsyncDisposable {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    // Tests run in the repository, compiled into another folder.
    const program = join(process.cwd(), "test/pickle/programs/pickles.py");
    this.#process = spawn("python3", [program]);
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface(this.#process.stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** The pickle of what an expression gives. A text of several lines is a program that sets `value`. */
  async dumps(text: string, protocol: number): Promise<Buffer> {
    return Buffer.from(await this.#ask({ kind: "dumps", text, protocol }), "base64");
  }

  /** Python's own pickle of what is in a pickle. */
  async again(data: Uint8Array, protocol: number): Promise<Buffer> {
    const answer = await this.#ask({ kind: "again", data: base64(data), protocol });
    return Buffer.from(answer, "base64");
  }

  /** "same" if a pickle has what an expression gives, in value and in type; else what it has. */
  async same(data: Uint8Array, text: string): Promise<string> {
    return await this.#ask({ kind: "same", data: base64(data), text });
  }

  /** The `repr` of an expression about `value`, which is what is in the pickle. */
  async holds(data: Uint8Array, text: string): Promise<string> {
    return await this.#ask({ kind: "holds", data: base64(data), text });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise((resolve) => this.#process.once("close", resolve));
    this.#process.stdin.end();
    await closed;
    this.#lines.close();
  }

  async #ask(request: Readonly<Record<string, unknown>>): Promise<string> {
    this.#process.stdin.write(`${JSON.stringify(request)}\n`);
    const next = await this.#answers.next();
    if (next.done === true) throw new Error("python3 has ended");
    // It is what the program writes.
    const reply = JSON.parse(next.value) as { value?: string; error?: string };
    if (reply.value === undefined) throw new Error(reply.error);
    return reply.value;
  }
}

function base64(data: Uint8Array): string {
  return Buffer.from(data).toString("base64");
}
