import type { IncomingMessage } from "node:http";
import type { ListenerOptions } from "./listener-options.ts";
import { RequestInput } from "./wsgi-input.ts";
import type { WsgiEnviron, WsgiErrors } from "./wsgi-types.ts";

/** Standard error, as PEP 3333's `wsgi.errors`. */
const standardError: WsgiErrors = {
  write: (text) => void process.stderr.write(text),
  writelines: (lines) => {
    for (const line of lines) process.stderr.write(line);
  },
  // Node writes on without being told.
  flush: () => {},
};

/** What a WSGI application is told about a request. */
export function environOf(request: IncomingMessage, options: ListenerOptions): WsgiEnviron {
  const { socket } = request;
  const secure = "encrypted" in socket && socket.encrypted === true;
  const { path, query } = target(request.url ?? "/");
  const environ: WsgiEnviron = {
    REQUEST_METHOD: request.method ?? "GET",
    SCRIPT_NAME: "",
    PATH_INFO: path,
    QUERY_STRING: query,
    // A socket in the file system has no address of its own.
    SERVER_NAME: socket.localAddress ?? "localhost",
    SERVER_PORT: String(socket.localPort ?? (secure ? 443 : 80)),
    SERVER_PROTOCOL: `HTTP/${request.httpVersion}`,
    "wsgi.version": [1, 0],
    "wsgi.urlScheme": secure ? "https" : "http",
    "wsgi.input": new RequestInput(request),
    "wsgi.errors": standardError,
    "wsgi.multithread": options.multithread === true,
    "wsgi.multiprocess": options.multiprocess === true,
    "wsgi.runOnce": false,
  };
  if (socket.remoteAddress !== undefined) environ.REMOTE_ADDR = socket.remoteAddress;
  addHeaders(environ, request);
  return environ;
}

function addHeaders(environ: WsgiEnviron, { headers }: IncomingMessage): void {
  for (const name in headers) {
    // With "_" it would be mistaken for the one with "-", which a proxy may have checked.
    if (name.includes("_")) continue;
    const value = headers[name];
    const text = Array.isArray(value) ? value.join(", ") : (value ?? "");
    if (name === "content-type") environ.CONTENT_TYPE = text;
    else if (name === "content-length") environ.CONTENT_LENGTH = text;
    else environ[`HTTP_${name.toUpperCase().replaceAll("-", "_")}`] = text;
  }
}

/** Node gives the target as it came: each character is one byte. */
function target(url: string): { readonly path: string; readonly query: string } {
  const origin = url.startsWith("/") ? url : url.replace(/^[a-z][a-z\d+.-]*:\/\/[^/?]*/i, "");
  const mark = origin.indexOf("?");
  const path = mark < 0 ? origin : origin.slice(0, mark);
  return { path: unescaped(path), query: mark < 0 ? "" : origin.slice(mark + 1) };
}

function unescaped(path: string): string {
  if (!path.includes("%")) return path;
  return path.replace(/%([\da-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
