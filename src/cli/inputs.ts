import type { Readable } from "node:stream";

/** Where jobs come from: pulled one by one, so that it may be longer than memory. */
export interface Inputs extends AsyncIterable<string> {
  /** How many there are; undefined while that isn't known. */
  readonly total: number | undefined;
  /** Ends the iteration, also one that is waiting for the next input. */
  close(): void;
}

/** The inputs of a command line. */
export function argumentInputs(values: readonly string[]): Inputs {
  let closed = false;
  async function* iterate(): AsyncGenerator<string, void, undefined> {
    for (const value of values) {
      if (closed) return;
      yield value;
    }
  }
  return {
    total: values.length,
    close: () => void (closed = true),
    [Symbol.asyncIterator]: iterate,
  };
}

/** What ends an input in a stream. */
export type Separator = "\n" | "\0";

/**
 * The inputs of a stream, one per line (without its CRLF or LF) or between NULs. It reads on only when the next input is
 * wanted. An empty line is an empty input, so that line numbers stay true; the last line may lack its end. Bytes are
 * UTF-8; a byte order mark at the beginning is left out. The iteration fails with the stream's own error.
 */
export class StreamInputs implements Inputs {
  readonly #stream: Readable;
  readonly #separator: Separator;
  #closed = false;
  #read = 0;
  #total: number | undefined;

  constructor(stream: Readable, separator: Separator) {
    this.#stream = stream;
    this.#separator = separator;
  }

  get total(): number | undefined {
    return this.#total;
  }

  close(): void {
    this.#closed = true;
    this.#stream.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    try {
      yield* this.#split();
      this.#total = this.#read;
    } catch (error) {
      // Closing a stream under its reader is an error to the stream; here it is how it ends.
      if (!this.#closed) throw error;
    }
  }

  async *#split(): AsyncGenerator<string, void, undefined> {
    const decoder = new TextDecoder();
    let rest: string[] = [];
    // A stream without an encoding gives bytes.
    const chunks: AsyncIterable<Uint8Array> = this.#stream;
    for await (const chunk of chunks) {
      const pieces = decoder.decode(chunk, { stream: true }).split(this.#separator);
      const last = pieces.pop() ?? "";
      for (const piece of pieces) {
        yield this.#finish(rest, piece);
        if (this.#closed) return;
        rest = [];
      }
      // Kept in pieces: gluing them at every chunk would make a line of a gigabyte cost its square.
      if (last !== "") rest.push(last);
    }
    const last = decoder.decode();
    if (rest.length > 0 || last !== "") yield this.#finish(rest, last);
  }

  #finish(rest: readonly string[], piece: string): string {
    this.#read += 1;
    const whole = rest.length === 0 ? piece : rest.join("") + piece;
    return this.#separator === "\n" && whole.endsWith("\r") ? whole.slice(0, -1) : whole;
  }
}
