import { OutputTooLongError } from "../errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { decode, decodeBeginning, type Encoding, joinBytes } from "./text.ts";

/** Reads all that a program writes into one pipe, in the background, so that the program never waits for room. */
export class Collector {
  /** Resolves at the end; rejects with OutputTooLongError, and when the pipe is closed meanwhile. */
  readonly finished: Promise<void>;
  readonly #chunks: Uint8Array[] = [];
  readonly #limit: number;
  #length = 0;

  /** Throws MisuseError when somebody else reads. */
  constructor(source: ByteSource, limit: number) {
    this.#limit = limit;
    source.claim();
    this.finished = this.#collect(source);
  }

  /** All of it; `finished` must have resolved. */
  whole(encoding: Encoding): string | Uint8Array {
    const bytes = this.#bytes();
    return encoding === "buffer" ? bytes : decode(bytes, encoding);
  }

  /** What there is so far; of text, whole characters. */
  soFar(encoding: Encoding): string | Uint8Array {
    const bytes = this.#bytes();
    return encoding === "buffer" ? bytes : decodeBeginning(bytes, encoding);
  }

  #bytes(): Uint8Array {
    const bytes = joinBytes(this.#chunks);
    // Several callers may ask: joined once is enough.
    this.#chunks.splice(0, this.#chunks.length, bytes);
    return bytes;
  }

  async #collect(source: ByteSource): Promise<void> {
    for (;;) {
      const chunk = await source.peek();
      source.take();
      if (chunk === undefined) break;
      this.#length += chunk.length;
      if (this.#length > this.#limit) throw new OutputTooLongError(this.#limit);
      this.#chunks.push(chunk);
    }
    source.release();
  }
}
