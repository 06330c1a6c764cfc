import type { ServerResponse } from "node:http";
import { Readable } from "node:stream";
import type { FastResponse } from "srvx/node";
import { drained } from "./drained.ts";

type Body = ReadableStream<Uint8Array>;

interface Head {
  readonly status: number;
  readonly statusText: string;
  /** Names and values in turn, as Node's `writeHead` takes them fastest. */
  readonly headers: string[];
}

/** Hears of a body that fails while it is being sent. */
export type SendFailure = (error: unknown) => void;

/**
 * Writes a Response to Node's. A light one (srvx's) whose body is at hand goes out in one piece; a stream goes out as
 * its chunks come, no faster than the client takes them, and is cancelled when the client goes.
 *
 * Sends nothing when the handler has written to Node's response itself.
 */
export function sendResponse(
  outgoing: ServerResponse,
  response: Response,
  fail: SendFailure,
): void {
  if (outgoing.headersSent || outgoing.destroyed) return forsake(response.body);
  if (isLight(response)) return sendLight(outgoing, response, fail);
  const { status, statusText, body } = response;
  const head: Head = { status, statusText, headers: [...response.headers].flat() };
  if (body === null) sendWhole(outgoing, head);
  else sendStream({ outgoing, head }, body).catch(fail);
}

function isLight(response: Response): response is FastResponse {
  return "_toNodeResponse" in response;
}

function sendLight(outgoing: ServerResponse, response: FastResponse, fail: SendFailure): void {
  const head = response._toNodeResponse();
  const { body } = head;
  if (body === null || body === undefined) return sendWhole(outgoing, head);
  if (typeof body === "string" || ArrayBuffer.isView(body)) return sendWhole(outgoing, head, body);
  const stream = body instanceof ReadableStream ? body : Readable.toWeb(body);
  // A Response is made of a stream of bytes; should this one give anything else, writing it throws.
  sendStream({ outgoing, head }, stream as Body).catch(fail);
}

function sendWhole(
  outgoing: ServerResponse,
  { status, statusText, headers }: Head,
  body?: string | ArrayBufferView,
): void {
  writeHead(outgoing, { status, statusText, headers });
  if (body === undefined) outgoing.end();
  else if (typeof body === "string" || body instanceof Uint8Array) outgoing.end(body);
  else outgoing.end(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
}

function writeHead(outgoing: ServerResponse, { status, statusText, headers }: Head): void {
  if (statusText === "") outgoing.writeHead(status, headers);
  else outgoing.writeHead(status, statusText, headers);
}

/** Where a stream goes. */
interface Sending {
  readonly outgoing: ServerResponse;
  readonly head: Head;
}

/**
 * The head waits for the first chunk, so that a body of one chunk goes out in one piece and with its length; but no
 * longer than a turn of the event loop, since the client of a slow stream wants to know that it has begun.
 */
async function sendStream({ outgoing, head }: Sending, body: Body): Promise<void> {
  if (outgoing.req.method === "HEAD") {
    sendWhole(outgoing, head);
    return forsake(body);
  }
  const reader = body.getReader();
  outgoing.on("close", () => void reader.cancel().catch(() => {}));
  let next = reader.read();
  const first = await withinTurn(next);
  if (first !== undefined) {
    next = first.done ? next : reader.read();
    if ((await withinTurn(next))?.done) return sendOnly({ outgoing, head }, first.value);
  }
  if (outgoing.destroyed) return;
  writeHead(outgoing, head);
  if (first === undefined) outgoing.flushHeaders();
  else if (!outgoing.write(first.value)) await drained(outgoing);
  for (let chunk = await next; !chunk.done; chunk = await reader.read()) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(chunk.value)) await drained(outgoing);
  }
  outgoing.end();
}

/** Sends a body that turned out to have one chunk or none. */
function sendOnly({ outgoing, head }: Sending, chunk: Uint8Array | undefined): void {
  if (outgoing.destroyed) return;
  const known = head.headers.some(
    (text, index) => index % 2 === 0 && /^(content-length|transfer-encoding)$/i.test(text),
  );
  if (!known) head.headers.push("content-length", String(chunk?.length ?? 0));
  sendWhole(outgoing, head, chunk);
}

/** What the promise gives, or undefined when the event loop has turned before. */
function withinTurn<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  return new Promise((resolve, reject) => {
    const immediate = setImmediate(resolve, undefined);
    promise.then((value) => {
      clearImmediate(immediate);
      resolve(value);
    }, reject);
  });
}

/** Lets the source of a body know that nobody will read it. */
function forsake(body: Body | null): void {
  body?.cancel().catch(() => {});
}
