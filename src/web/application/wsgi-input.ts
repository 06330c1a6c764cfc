import type { Readable } from "node:stream";
import type { WsgiInput } from "./wsgi-types.ts";

const newline = 10;

/** The body of a request as PEP 3333's `wsgi.input`. Nothing of the stream is read before it is asked for. */
export class RequestInput implements WsgiInput {
  readonly #stream: Readable;
  #chunks: AsyncIterator<Uint8Array> | undefined;
  /** What has been read from the stream and not been asked for yet. */
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#stream = stream;
  }

  async read(size: number = Infinity): Promise<Uint8Array> {
    if (size < 0) return this.read();
    const parts: Buffer[] = [this.#rest];
    let length = this.#rest.length;
    while (length < size) {
      const chunk = await this.#next();
      if (chunk === undefined) break;
      parts.push(chunk);
      length += chunk.length;
    }
    return this.#take(Buffer.concat(parts), size);
  }

  async readline(size: number = Infinity): Promise<Uint8Array> {
    if (size < 0) return this.readline();
    const parts: Buffer[] = [];
    let length = 0;
    let part: Buffer | undefined = this.#rest;
    while (part !== undefined) {
      parts.push(part);
      const end = part.indexOf(newline);
      if (end >= 0) return this.#take(Buffer.concat(parts), Math.min(size, length + end + 1));
      length += part.length;
      if (length >= size) break;
      part = await this.#next();
    }
    return this.#take(Buffer.concat(parts), Math.min(size, length));
  }

  async readlines(hint: number = 0): Promise<Uint8Array[]> {
    const lines: Uint8Array[] = [];
    let size = 0;
    for await (const line of this) {
      lines.push(line);
      size += line.length;
      if (hint > 0 && size >= hint) break;
    }
    return lines;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const line = await this.readline();
      if (line.length === 0) return;
      yield line;
    }
  }

  #take(bytes: Buffer, size: number): Uint8Array {
    const end = Math.min(size, bytes.length);
    this.#rest = bytes.subarray(end);
    return bytes.subarray(0, end);
  }

  async #next(): Promise<Buffer | undefined> {
    this.#rest = Buffer.alloc(0);
    // Left early, it must not take the connection with it.
    this.#chunks ??= this.#stream.iterator({ destroyOnReturn: false });
    const step = await this.#chunks.next();
    if (step.done === true) return undefined;
    const chunk: Uint8Array = step.value;
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  }
}
