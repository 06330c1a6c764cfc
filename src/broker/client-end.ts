import { Worker } from "node:worker_threads";
import { inheritMode } from "../memory/memory-mode.ts";
import { perThread } from "../per-thread.ts";
import { setObjectHost } from "../sync/shared-object.ts";
import { addressFromText, type Address } from "./address.ts";
import { BrokerHost } from "./broker-host.ts";
import { Connection } from "./connection.ts";
import type { GatewayStart } from "./gateway.ts";
import { newWay } from "./new-way.ts";
import type { ThreadWay } from "./port-link.ts";

/** What a thread that is no broker is born with. */
export interface ThreadEnd extends ThreadWay {
  /** Where processes that it starts connect to. */
  readonly address: Address;
}

/** How this thread reaches the broker. */
interface ClientEnd {
  readonly address: Address;
  /** Absent in the main thread of a process, until there is a gateway. */
  way: ThreadWay | undefined;
  connection: Connection | undefined;
}

const current = perThread<{ end: ClientEnd | undefined }>("broker-end", () => ({ end: undefined }));

/** For the entry of threads: `end` is what `brokerEndForThread` gave. Objects come from the broker from now on. */
export function useThreadEnd(end: ThreadEnd): void {
  become({ address: end.address, way: end, connection: undefined });
}

/** For the entry of processes: `end` is what `brokerEndForProcess` gave. */
export function useProcessEnd(end: string): void {
  become({ address: addressFromText(end), way: undefined, connection: undefined });
}

/** Where the broker listens, unless it is this thread that is to be it. */
export function brokerAddress(): Address | undefined {
  return current.end?.address;
}

/** The connection of this thread to the broker. Only to be asked for where there is a `brokerAddress()`. */
export function brokerConnection(): Connection {
  const { end } = current;
  if (end === undefined) throw new Error("unreachable: this thread has not been given an end");
  end.connection ??= new Connection(end.way ?? throughGateway(end.address));
  return end.connection;
}

function become(end: ClientEnd): void {
  current.end = end;
  inheritMode("broker");
  setObjectHost(new BrokerHost(brokerConnection));
}

/** Starts the gateway of this process; it lives as long as its connections do, but keeps nothing alive. */
function throughGateway(address: Address): ThreadWay {
  const { near, far } = newWay();
  const start: GatewayStart = { address, first: far };
  const extension = import.meta.url.endsWith(".ts") ? ".ts" : ".js";
  const gateway = new Worker(new URL(`./gateway-entry${extension}`, import.meta.url), {
    workerData: start,
    transferList: [far.port],
    name: "skein-gateway",
    // What the program preloads is no business of this thread, unless it is what lets it load TypeScript.
    ...(extension === ".js" ? { execArgv: [] } : {}),
  });
  gateway.unref();
  return near;
}
