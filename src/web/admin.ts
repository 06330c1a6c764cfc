import { createServer, type Server as HttpServer } from "node:http";
import type { BindAddress } from "./bind-address.ts";
import { metricsText } from "./metrics.ts";
import type { ServerStatistics } from "./statistics.ts";

/** The address where a server tells how it is. It is served by the arbiter, so it answers whatever the workers do. */
export interface Admin {
  readonly address: BindAddress;
  close(): void;
}

const plain = "text/plain; charset=utf-8";

/** Serves `/status` (JSON) and `/metrics` (Prometheus' text). Rejects with the system's error when it can't listen. */
export async function openAdmin(
  address: BindAddress,
  statistics: () => ServerStatistics,
): Promise<Admin> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://admin");
    const [status, type, body] = answerTo(pathname, statistics);
    response.writeHead(status, { "content-type": type, "cache-control": "no-store" });
    response.end(body);
  });
  await listen(server, address);
  const told = server.address();
  const bound =
    address.kind === "tcp" && typeof told === "object" && told !== null
      ? { ...address, port: told.port }
      : address;
  return {
    address: bound,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

function answerTo(
  path: string,
  statistics: () => ServerStatistics,
): [status: number, type: string, body: string] {
  switch (path) {
    case "/status":
      return [200, "application/json", `${JSON.stringify(statistics(), null, 2)}\n`];
    case "/metrics":
      return [200, "text/plain; version=0.0.4; charset=utf-8", metricsText(statistics())];
    default:
      return [404, plain, "There are /status and /metrics.\n"];
  }
}

function listen(server: HttpServer, address: BindAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const where =
      address.kind === "tcp" ? { host: address.host, port: address.port } : { path: address.path };
    server.listen(where, () => {
      server.off("error", reject);
      resolve();
    });
  });
}
