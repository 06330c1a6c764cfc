import type { ServerResponse } from "node:http";
import { drained } from "./drained.ts";
import { has, LightResponse } from "./light-response.ts";

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
 * Writes a Response to Node's. A light one whose body is at hand goes out in one piece; a stream goes out as
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
  const whole = LightResponse.whole(response);
  if (whole !== undefined) return sendWhole(outgoing, whole, whole.body);
  // The body comes first: others' light responses complete their headers when they are asked for it.
  const { body, status, statusText } = response;
  const head: Head = { status, statusText, headers: [...response.headers].flat() };
  if (body === null) sendWhole(outgoing, head);
  else sendStream({ outgoing, head }, body).catch(fail);
}

function sendWhole(outgoing: ServerResponse, head: Head, body?: string | Uint8Array): void {
  const { headers } = head;
  // Of what HEAD doesn't get, nobody knows the length where there is no body.
  const known = body !== undefined || (outgoing.req.method !== "HEAD" && !bodiless(head.status));
  if (known && !has(headers, "content-length") && !has(headers, "transfer-encoding"))
    headers.push("content-length", String(body === undefined ? 0 : Buffer.byteLength(body)));
  writeHead(outgoing, head);
  if (body === undefined) outgoing.end();
  else outgoing.end(body);
}

function bodiless(status: number): boolean {
  return status === 204 || status === 304;
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
    if ((await withinTurn(next))?.done) return sendWhole(outgoing, head, first.value);
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
