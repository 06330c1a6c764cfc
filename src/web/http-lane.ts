import * as http from "node:http";
import * as https from "node:https";
import { Server as NetServer, type Socket } from "node:net";
import { applicationOf, type HttpApplication } from "./http-application.ts";
import type { FairShare } from "./board.ts";
import { count, countLatency, slot, type Row } from "./counters.ts";
import type { HttpPlan } from "./http-plan.ts";
import type { Lane, LaneContext } from "./lane.ts";

/** Loads the application and serves it over the lane's sockets. */
export async function openHttpLane(plan: HttpPlan, context: LaneContext): Promise<Lane> {
  const application = await applicationOf(plan);
  const lane = new HttpLane(application, context);
  await lane.open(plan, context.descriptors);
  return lane;
}

/** Milliseconds between two looks for connections that are too slow, at most: Node's own. */
const slowestLook = 30_000;

/** Milliseconds that the first request of a connection has to arrive when its worker is in haste. */
const unusedFor = 500;

class HttpLane implements Lane {
  readonly #application: HttpApplication;
  readonly #row: Row;
  readonly #served: () => void;
  readonly #share: FairShare | undefined;
  readonly #servers: http.Server[] = [];
  /** Those whose answer isn't out, and when their request came. */
  readonly #underWay = new Map<http.ServerResponse, number>();
  readonly #sockets = new Set<Socket>();
  #draining = false;
  #hasty = false;

  constructor(application: HttpApplication, { row, served, share }: LaneContext) {
    this.#application = application;
    this.#row = row;
    this.#served = served;
    this.#share = share;
  }

  async open(plan: HttpPlan, descriptors: readonly number[]): Promise<void> {
    for (const fd of descriptors) {
      const server = this.#create(plan);
      this.#servers.push(server);
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ fd, backlog: plan.limits.backlog }, () => {
          server.off("error", reject);
          resolve();
        });
      });
    }
  }

  async drain({ hasty }: { readonly hasty: boolean }): Promise<void> {
    this.#draining = true;
    this.#hasty = hasty;
    for (const response of this.#underWay.keys())
      if (!response.headersSent) response.shouldKeepAlive = false;
    const closed = this.#servers.map((server) => closeGently(server, hasty));
    if (hasty) setTimeout(() => this.#closeUnused(), unusedFor);
    await Promise.all(closed);
    await this.#application.finishWork();
  }

  /** Browsers connect ahead of any request. For Node, these connections aren't idle. */
  #closeUnused(): void {
    for (const socket of this.#sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  #create({ limits, tls }: HttpPlan): http.Server {
    const { headersTimeout, requestTimeout, keepAliveTimeout, maxHeaderSize } = limits;
    const options = {
      headersTimeout,
      requestTimeout,
      keepAliveTimeout,
      maxHeaderSize,
      connectionsCheckingInterval: Math.min(
        slowestLook,
        Math.max(100, Math.min(headersTimeout || slowestLook, requestTimeout || slowestLook) / 2),
      ),
    };
    const server =
      tls === undefined
        ? http.createServer(options, this.#listener())
        : https.createServer({ ...options, ...tls }, this.#listener());
    // In https, "connection" is the socket below the encryption: it counts bytes as they cross the wire.
    server.on("connection", (socket: Socket) => this.#connected(socket));
    const { upgrade } = this.#application;
    if (upgrade !== undefined) server.on("upgrade", upgrade);
    return server;
  }

  #listener(): http.RequestListener {
    const row = this.#row;
    const underWay = this.#underWay;
    const { listener } = this.#application;
    const finish = (response: http.ServerResponse): void => this.#finished(response);
    // One function for all responses: a closure for each would be garbage.
    function closed(this: http.ServerResponse): void {
      finish(this);
    }
    return (request, response) => {
      count(row, slot.requests, 1);
      count(row, slot.inFlight, 1);
      underWay.set(response, performance.now());
      response.on("close", closed);
      if (this.#draining) response.shouldKeepAlive = false;
      listener(request, response);
    };
  }

  #finished(response: http.ServerResponse): void {
    const row = this.#row;
    const startedAt = this.#underWay.get(response) ?? performance.now();
    this.#underWay.delete(response);
    countLatency(row, performance.now() - startedAt);
    if (!response.writableFinished) count(row, slot.aborted, 1);
    else if (response.statusCode >= 500) count(row, slot.errors, 1);
    count(row, slot.inFlight, -1);
    this.#served();
    // What had been promised to be kept alive before the end began.
    if (this.#hasty) setImmediate(() => this.#closeIdle());
  }

  #closeIdle(): void {
    for (const server of this.#servers) server.closeIdleConnections();
  }

  #connected(socket: Socket): void {
    const row = this.#row;
    count(row, slot.connections, 1);
    this.#sockets.add(socket);
    this.#share?.accepted(this.#sockets.size);
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#share?.closed(this.#sockets.size);
      count(row, slot.bytesRead, socket.bytesRead);
      count(row, slot.bytesWritten, socket.bytesWritten);
      count(row, slot.connections, -1);
    });
  }
}

/**
 * `server.close()` of http would close the idle connections as well, and with them requests that are on their way; that
 * of net only stops accepting. Who keeps a connection alive hears `Connection: close` with the next answer, or is told
 * by the keep-alive timeout, which it knows.
 */
function closeGently(server: http.Server, hasty: boolean): Promise<void> {
  return new Promise((resolve) => {
    if (hasty) server.close(() => resolve());
    else NetServer.prototype.close.call(server, () => resolve());
  });
}
