import type { WaitOptions } from "../task/wait.ts";
import type { ByteSource } from "./byte-source.ts";
import { Limits } from "./limits.ts";
import { decode, joinBytes, type TextEncoding } from "./text.ts";

const NEWLINE = 0x0a;
const RETURN = 0x0d;

/**
 * What a program writes to its stdout or stderr, as it comes. Nothing is read before it is asked for: a program that
 * writes more than fits into a pipe (64 KB on Linux) waits until then.
 *
 * All ways of reading go on where the one before has stopped, and none loses anything when it is ended by its limits or
 * by `break`. One reader at a time: a second one gets MisuseError. After `close()`, reading fails with ClosedError.
 *
 * @example
 *     await using program = new Popen(["make"], { stdout: PIPE });
 *     for await (const line of program.stdout.lines()) console.log(line);
 */
export class OutputPipe implements AsyncIterable<Uint8Array>, Disposable {
  readonly #source: ByteSource;
  readonly #encoding: TextEncoding;

  constructor(source: ByteSource, encoding: TextEncoding) {
    this.#source = source;
    this.#encoding = encoding;
    sources.set(this, source);
  }

  /** Whether it has been closed, handed to another program, or read to its end. */
  get closed(): boolean {
    return !this.#source.isOpen;
  }

  /**
   * The next bytes, as many as there are. Waits while there are none, until the program writes some or all who could have
   * closed the pipe; gives undefined then. Rejects with TimeoutError or the signal's reason; nothing is lost by that.
   */
  async read(options?: WaitOptions): Promise<Uint8Array | undefined> {
    return this.#read(new Limits(options));
  }

  /**
   * The next line, without the "\n" or "\r\n" at its end, as soon as it is there as a whole; undefined at the end. What
   * comes after the last newline is a line if there is any of it. Waits and rejects as `read`.
   */
  async readLine(options?: WaitOptions): Promise<string | undefined> {
    const source = this.#source;
    const limits = new Limits(options);
    let parts: Uint8Array[] = [];
    try {
      for (;;) {
        const chunk = await this.#read(limits);
        if (chunk === undefined && parts.length === 0) return undefined;
        const end = chunk?.indexOf(NEWLINE) ?? 0;
        if (chunk !== undefined) parts.push(end < 0 ? chunk : chunk.subarray(0, end));
        if (end < 0) continue;
        if (chunk !== undefined) source.giveBack(chunk.subarray(end + 1));
        const line = this.#line(parts, chunk !== undefined);
        parts = [];
        return line;
      }
    } finally {
      for (const part of parts.toReversed()) source.giveBack(part);
    }
  }

  /** The lines, each as soon as the program has written it: see `readLine`, also for `options`, which hold for each. */
  async *lines(options?: WaitOptions): AsyncGenerator<string, void, undefined> {
    for (let line = await this.readLine(options); line !== undefined;) {
      yield line;
      line = await this.readLine(options);
    }
  }

  /** Chunk by chunk, each as soon as it is there. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (let chunk = await this.read(); chunk !== undefined; chunk = await this.read()) yield chunk;
  }

  /** All that is still to come. Waits for the end, and rejects as `read`. */
  async bytes(options?: WaitOptions): Promise<Uint8Array> {
    const limits = new Limits(options);
    let chunks: Uint8Array[] = [];
    try {
      let chunk: Uint8Array | undefined;
      while ((chunk = await this.#read(limits)) !== undefined) chunks.push(chunk);
      const all = joinBytes(chunks);
      chunks = [];
      return all;
    } finally {
      for (const chunk of chunks.toReversed()) this.#source.giveBack(chunk);
    }
  }

  /** The same as text. */
  async text(options?: WaitOptions): Promise<string> {
    return decode(await this.bytes(options), this.#encoding);
  }

  /** Reads no more; a program that goes on writing gets SIGPIPE, which ends it unless it minds. Idempotent. */
  close(): void {
    this.#source.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  async #read(limits: Limits): Promise<Uint8Array | undefined> {
    const source = this.#source;
    source.claim();
    try {
      const chunk = source.ready ?? (await limits.demand(source.peek()));
      source.take();
      return chunk;
    } finally {
      source.release();
    }
  }

  #line(parts: readonly Uint8Array[], isEnded: boolean): string {
    const bytes = joinBytes(parts);
    const hasReturn = isEnded && bytes.at(-1) === RETURN;
    return decode(hasReturn ? bytes.subarray(0, -1) : bytes, this.#encoding);
  }
}

const sources = new WeakMap<OutputPipe, ByteSource>();

/** What a pipe is read from, for those who hand it on. */
export function sourceOf(pipe: OutputPipe): ByteSource {
  const source = sources.get(pipe);
  if (source === undefined) throw new Error("unreachable: every pipe has a source");
  return source;
}
