import type { WaitOptions } from "../task/wait.ts";
import type { ByteSink } from "./byte-sink.ts";
import { Limits } from "./limits.ts";
import { encode, type TextEncoding } from "./text.ts";

/**
 * What a program reads from its stdin, as long as it isn't ended. A program that reads to the end of its stdin waits
 * until then, and so does everybody who waits for it: don't forget `end()`.
 *
 * @example
 *     await using program = new Popen(["sort"], { stdin: PIPE, stdout: PIPE });
 *     for (const name of names) await program.stdin.write(`${name}\n`);
 *     await program.stdin.end();
 *     console.log(await program.stdout.text());
 */
export class InputPipe implements Disposable {
  readonly #sink: ByteSink;
  readonly #encoding: TextEncoding;

  constructor(sink: ByteSink, encoding: TextEncoding) {
    this.#sink = sink;
    this.#encoding = encoding;
    sinks.set(this, sink);
  }

  /** Whether it has been ended, closed or handed to another program, or a write has found that nobody reads any more. */
  get closed(): boolean {
    return !this.#sink.isOpen;
  }

  /**
   * Writes text or bytes. Waits until all of it is in the pipe, which has room for 64 KB on Linux, so mostly until the
   * program reads. Rejects with EndOfPipeError when nobody reads any more (Python's BrokenPipeError), ClosedError after
   * `end()` or `close()`, TimeoutError or the signal's reason; after the last two the write goes on.
   */
  async write(data: string | Uint8Array, options?: WaitOptions): Promise<void> {
    const limits = new Limits(options);
    await limits.demand(this.#sink.write(encode(data, this.#encoding)));
  }

  /** Writes `data` if there is any, and then closes the pipe: the program sees the end of its input. Rejects as `write`. */
  async end(data?: string | Uint8Array, options?: WaitOptions): Promise<void> {
    const limits = new Limits(options);
    if (data !== undefined) await limits.demand(this.#sink.write(encode(data, this.#encoding)));
    await limits.demand(this.#sink.end());
  }

  /** Closes the pipe at once, and drops what isn't in it yet. Idempotent. */
  close(): void {
    this.#sink.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }
}

const sinks = new WeakMap<InputPipe, ByteSink>();

/** What a pipe is written to, for those who hand it on. */
export function sinkOf(pipe: InputPipe): ByteSink {
  const sink = sinks.get(pipe);
  if (sink === undefined) throw new Error("unreachable: every pipe has a sink");
  return sink;
}
