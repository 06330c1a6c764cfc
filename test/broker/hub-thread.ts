import { parentPort } from "node:worker_threads";
import { Hub } from "../../src/broker/hub.ts";
import type { ThreadWay } from "../../src/broker/port-link.ts";
import { LocalSpace } from "../../src/memory/local-memory.ts";

/* A broker in a thread of its own, so that several clients can be in the thread that tests them. */
const hub = new Hub(new LocalSpace());
parentPort?.on("message", (way: ThreadWay) => {
  hub.serveThread(way);
  // The hub's own listener comes first: the client is buried when this is told.
  way.port.on("close", () => parentPort?.postMessage("buried"));
});
