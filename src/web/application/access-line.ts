import type { IncomingMessage, ServerResponse } from "node:http";

/**
 * What a line of an access log looks like: the Common Log Format of NCSA and Apache; the same with referrer and user
 * agent; or one JSON object.
 */
export type AccessFormat = "common" | "combined" | "json";

/** One request that is over. */
export interface Access {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: string;
  readonly remoteAddress: string | undefined;
  /** From the head of the request to the end of the response. */
  readonly milliseconds: number;
  /** Of the body of the response. */
  readonly bytes: number;
}

/** The line of a request, with its newline. */
export function accessLine(access: Access, format: AccessFormat): string {
  if (format === "json") return jsonLine(access);
  const line = commonLine(access);
  if (format === "common") return `${line}\n`;
  const { referer, "user-agent": agent } = access.request.headers;
  return `${line} "${quoted(referer)}" "${quoted(agent)}"\n`;
}

/** Nobody's answer, as nginx notes it: the client went before there was one. */
const clientGone = 499;

function commonLine(access: Access): string {
  const { request, url, remoteAddress = "-" } = access;
  const target = `${request.method} ${quoted(url)} HTTP/${request.httpVersion}`;
  const bytes = bodyBytes(access);
  return `${remoteAddress} - - [${clfTime()}] "${target}" ${statusOf(access)} ${bytes === 0 ? "-" : bytes}`;
}

function jsonLine(access: Access): string {
  const { request, response, url, remoteAddress, milliseconds } = access;
  const { referer, "user-agent": userAgent } = request.headers;
  return `${JSON.stringify({
    time: new Date().toISOString(),
    remoteAddress,
    method: request.method,
    url,
    protocol: `HTTP/${request.httpVersion}`,
    status: statusOf(access),
    bytes: bodyBytes(access),
    milliseconds: Math.round(milliseconds * 1_000) / 1_000,
    complete: response.writableFinished,
    referer,
    userAgent,
  })}\n`;
}

function statusOf({ response }: Access): number {
  return response.headersSent ? response.statusCode : clientGone;
}

/** What a handler wrote for HEAD wasn't sent. */
function bodyBytes({ request, bytes }: Access): number {
  return request.method === "HEAD" ? 0 : bytes;
}

/** What a client has sent must not look like the end of a field or line. */
function quoted(text: string | undefined): string {
  if (text === undefined) return "-";
  if (!/["\\]|[^ -~]/.test(text)) return text;
  return text.replace(/["\\]|[^ -~]/g, (character) =>
    character === '"' || character === "\\"
      ? `\\${character}`
      : `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}

const months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
let shownSecond = 0;
let shownTime = "";

/** `10/Oct/2000:13:55:36 +0000`, in UTC; made once per second. */
function clfTime(): string {
  const now = Date.now();
  const second = Math.floor(now / 1_000);
  if (second === shownSecond) return shownTime;
  const [date = "", time = ""] = new Date(now).toISOString().split("T");
  const [year, month, day] = date.split("-");
  shownSecond = second;
  shownTime = `${day}/${months[Number(month) - 1]}/${year}:${time.slice(0, 8)} +0000`;
  return shownTime;
}
