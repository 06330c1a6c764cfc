import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { ClosedError } from "../../errors.ts";
import { waitWithin, type WaitOptions } from "../../task/wait.ts";
import { wsgi, type RequestListener } from "./application.ts";
import { listenerOf } from "./listener-of.ts";
import type { WsgiApplication } from "./wsgi-types.ts";

/**
 * Listens for one WSGI application in this event loop; Python's `wsgiref.simple_server.make_server`. An empty host means
 * all addresses, and port 0 any free one. Requests wait until `serveForever()` or `handleRequest()` is called. Rejects
 * with the system's error when it can't listen.
 *
 * @example
 *     await using server = await makeServer("", 8000, demoApplication);
 *     await server.serveForever();
 */
export async function makeServer(
  host: string,
  port: number,
  application: WsgiApplication,
): Promise<SimpleServer> {
  const listener = await listenerOf(wsgi(application));
  const server = createServer();
  server.listen(port, host === "" ? undefined : host);
  await once(server, "listening");
  return new SimpleServer(server, listener);
}

/** A server for one application, for development and tests. `serve` is the one for work. */
export class SimpleServer implements AsyncDisposable {
  readonly #server: Server;
  readonly #listener: RequestListener;
  /** Requests that nobody has wanted to serve yet. */
  readonly #waiting: { readonly request: IncomingMessage; readonly response: ServerResponse }[] =
    [];
  /** Those who want to serve one request each; they are told when it is over. */
  readonly #wanted: (() => void)[] = [];
  readonly #ended: Promise<void>;
  #forever: boolean = false;

  /** `makeServer` makes one. */
  constructor(server: Server, listener: RequestListener) {
    this.#server = server;
    this.#listener = listener;
    this.#ended = new Promise((resolve) => void server.on("close", resolve));
    server.on("request", (request, response) => {
      this.#waiting.push({ request, response });
      this.#serve();
    });
  }

  /** The port that it listens on. Throws ClosedError after `shutdown()`. */
  get port(): number {
    const address = this.#server.address();
    if (typeof address === "object" && address !== null) return address.port;
    throw new ClosedError("the server has been shut down");
  }

  /** Serves all requests until `shutdown()` is called. Rejects with ClosedError when it has been. */
  async serveForever(options?: WaitOptions): Promise<void> {
    this.#assertOpen();
    this.#forever = true;
    this.#serve();
    await waitWithin(this.#ended, options);
  }

  /**
   * Serves one request, waiting for it if there is none; resolves when its response is out, or the server is shut down.
   * After a timeout the request that comes next is still served.
   */
  async handleRequest(options?: WaitOptions): Promise<void> {
    this.#assertOpen();
    const served = new Promise<void>((resolve) => {
      this.#wanted.push(resolve);
    });
    this.#serve();
    await waitWithin(Promise.race([served, this.#ended]), options);
  }

  /** Stops listening, lets the requests that are being served end, and closes all connections. */
  async shutdown(): Promise<void> {
    this.#forever = false;
    for (const { response } of this.#waiting.splice(0)) response.destroy();
    this.#server.close();
    await this.#ended;
  }

  /** As `shutdown()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #serve(): void {
    while (this.#waiting.length > 0 && (this.#forever || this.#wanted.length > 0)) {
      const { request, response } = this.#waiting.shift() ?? {};
      if (request === undefined || response === undefined) return;
      const served = this.#wanted.shift();
      response.on("close", () => {
        served?.();
        // A connection that falls idle after the end would keep the server from closing.
        if (!this.#server.listening) setImmediate(() => this.#server.closeIdleConnections());
      });
      this.#listener(request, response);
    }
  }

  #assertOpen(): void {
    if (!this.#server.listening) throw new ClosedError("the server has been shut down");
  }
}
