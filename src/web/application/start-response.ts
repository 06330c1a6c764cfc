import { validateHeaderName, validateHeaderValue, type ServerResponse } from "node:http";
import { inspect } from "node:util";
import { MisuseError } from "../../errors.ts";
import { drained } from "./drained.ts";
import type { HeaderPair, StartResponse } from "./wsgi-types.ts";
import { isHopByHop } from "./wsgi-headers.ts";

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: string[];
  /** What the application promises to send, where it does. */
  readonly length: number | undefined;
}

/**
 * The answer to one request of a WSGI application: `start` is the `startResponse` that it gets. Its status and headers
 * are kept back until the first chunk that isn't empty, so that an error before that can still replace them.
 */
export class WsgiResponse {
  readonly #response: ServerResponse;
  #head: Head | undefined;
  /** Bytes that may still be sent by the Content-Length. */
  #room: number = Infinity;

  constructor(response: ServerResponse) {
    this.#response = response;
  }

  /** Whether the application needn't be asked for more: everything is sent that the client may get, or it has gone. */
  get full(): boolean {
    const { destroyed, headersSent, req } = this.#response;
    return destroyed || (headersSent && (this.#room === 0 || req.method === "HEAD"));
  }

  readonly start: StartResponse = (status, headers, error) => {
    if (error === undefined) {
      if (this.#head !== undefined)
        throw new MisuseError(
          "startResponse may be called a second time only with the error that is the reason (PEP 3333)",
        );
    } else if (this.#response.headersSent) throw error;
    this.#head = headOf(status, headers);
    return (chunk) => this.write(chunk);
  };

  /** Sends a chunk, and before the first one the headers. Resolves when there is room for more. */
  async write(chunk: Uint8Array): Promise<void> {
    checkChunk(chunk);
    if (chunk.length === 0) return;
    this.#sendHead(undefined);
    const response = this.#response;
    if (response.destroyed || response.req.method === "HEAD") return;
    if (chunk.length > this.#room) {
      response.end(chunk.subarray(0, this.#room));
      this.#room = 0;
      throw new MisuseError("the application sends more bytes than its Content-Length says");
    }
    this.#room -= chunk.length;
    if (!response.write(chunk)) await drained(response);
  }

  /** Sends a body that is all there; in one piece and with its length, if nothing went before. */
  async writeAll(chunks: readonly Uint8Array[]): Promise<void> {
    for (const chunk of chunks) checkChunk(chunk);
    const response = this.#response;
    if (!response.headersSent) {
      const length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
      this.#sendHead(length);
      if (this.#room === length && response.req.method !== "HEAD") {
        this.#room = 0;
        response.end(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
        return;
      }
    }
    for (const chunk of chunks) {
      if (this.full) return;
      await this.write(chunk);
    }
  }

  /** Ends the response. Throws MisuseError when bytes are missing; then the connection has to be cut. */
  end(): void {
    const response = this.#response;
    if (response.destroyed || response.writableEnded) return;
    this.#sendHead(0);
    if (response.req.method !== "HEAD" && this.#room > 0 && this.#room !== Infinity) {
      throw new MisuseError(
        `the application sent ${this.#room} bytes less than its Content-Length says`,
      );
    }
    response.end();
  }

  #sendHead(length: number | undefined): void {
    const response = this.#response;
    if (response.headersSent || response.destroyed) return;
    const head = this.#head;
    if (head === undefined)
      throw new MisuseError(
        "the application sent its body, or ended, before it called startResponse (PEP 3333)",
      );
    const bodiless = head.status === 204 || head.status === 304;
    if (head.length !== undefined) this.#room = bodiless ? 0 : head.length;
    else if (length !== undefined && !bodiless)
      head.headers.push("Content-Length", String((this.#room = length)));
    response.writeHead(head.status, head.reason, head.headers);
  }
}

function headOf(status: string, headers: readonly HeaderPair[]): Head {
  const parts = typeof status === "string" ? /^(\d{3}) (.*)$/.exec(status) : null;
  if (parts === null)
    throw new MisuseError(
      `a status is three digits, a space and a reason, such as "200 OK", not ${inspect(status)}`,
    );
  if (!Array.isArray(headers))
    throw new MisuseError(`headers are an array of [name, value] pairs, not ${inspect(headers)}`);
  const flat: string[] = [];
  let length: number | undefined;
  // Array.isArray has made it an array of any; each pair is checked below.
  for (const [name, value] of headers as readonly HeaderPair[]) {
    checkHeader(name, value);
    if (name.toLowerCase() === "content-length") length = Number(value);
    flat.push(name, value);
  }
  return { status: Number(parts[1]), reason: parts[2] ?? "", headers: flat, length };
}

function checkHeader(name: string, value: string): void {
  if (typeof name !== "string" || typeof value !== "string")
    throw new MisuseError(`a header is a pair of strings, not ${inspect([name, value])}`);
  validateHeaderName(name);
  validateHeaderValue(name, value);
  if (isHopByHop(name))
    throw new MisuseError(
      `the header ${name} is about the connection, so it is the server's, not the application's (PEP 3333)`,
    );
}

function checkChunk(chunk: unknown): void {
  if (chunk instanceof Uint8Array) return;
  const hint = typeof chunk === "string" ? "; turn text into bytes with Buffer.from(text)" : "";
  throw new MisuseError(`a chunk of a body is a Uint8Array, not ${inspect(chunk)}${hint}`);
}
