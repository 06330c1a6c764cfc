import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import type { RequestListener } from "../../../src/web/application/application.ts";
import { listenerOf } from "../../../src/web/application/listener-of.ts";
import type { ListenerOptions } from "../../../src/web/application/listener-options.ts";

/** A real server around an application, with what it has reported. */
export class Served implements AsyncDisposable {
  readonly server: Server;
  readonly errors: unknown[];

  constructor(server: Server, errors: unknown[] = []) {
    this.server = server;
    this.errors = errors;
  }

  get port(): number {
    // It listens on TCP.
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, "close");
  }
}

/** Serves a listener on any free port. */
export async function serveListener(listener: RequestListener): Promise<Served> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return new Served(server);
}

/** Serves an application on any free port, and keeps the errors that it reports. */
export async function served(app: unknown, options: ListenerOptions = {}): Promise<Served> {
  const errors: unknown[] = [];
  const listener = await listenerOf(app, { onError: (error) => errors.push(error), ...options });
  return new Served((await serveListener(listener)).server, errors);
}

/** Connects, and sends the lines as they are, with CRLF behind each. */
export async function send(port: number, ...lines: readonly string[]): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  socket.write(lines.map((line) => `${line}\r\n`).join(""));
  return socket;
}

/** All that comes until the other end closes, or cuts. */
export async function received(socket: Socket): Promise<string> {
  let text = "";
  socket.setEncoding("latin1").on("error", () => {});
  socket.on("data", (chunk: string) => (text += chunk));
  await once(socket, "close");
  return text;
}

/** Resolves when what has come matches. */
export async function receivedMatch(socket: Socket, pattern: RegExp): Promise<string> {
  let text = "";
  socket.setEncoding("latin1");
  for (;;) {
    const [chunk] = (await once(socket, "data")) as unknown[];
    text += String(chunk);
    if (pattern.test(text)) return text;
  }
}

/** Resolves when the next response has had no room for a thousand turns: who doesn't wait would have gone on. */
export async function stalled({ server }: Served): Promise<void> {
  const [, response] = (await once(server, "request")) as [IncomingMessage, ServerResponse];
  for (let turns = 0; turns < 1_000; turns = response.writableNeedDrain ? turns + 1 : 0)
    await new Promise((resolve) => setImmediate(resolve));
}

/** Resolves when the condition holds; looks again each turn of the event loop. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1));
}

/** Somebody waits until somebody else opens it. */
export interface Gate {
  readonly opened: Promise<void>;
  open(): void;
}

/** A closed one. */
export function gate(): Gate {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}
