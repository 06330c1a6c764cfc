import type { ListenOptions } from "node:net";
import { MisuseError } from "../errors.ts";
import { systemClock } from "../task/clock.ts";
import { defer } from "../task/deferred.ts";
import { waitInScope } from "../task/scoped-wait.ts";
import type { WaitOptions } from "../task/wait.ts";
import { formatBind, type BindAddress } from "./bind-address.ts";
import { rowLength, type Row } from "./counters.ts";
import type { Server } from "./server.ts";
import { SocketLane } from "./socket-lane.ts";
import type { SocketPlan } from "./socket-plan.ts";
import { latency, traffic, type ServerStatistics } from "./statistics.ts";

/** What a socket server does once it runs, with workers or without. */
export type RunningSocketServer = Pick<
  Server,
  "addresses" | "workers" | "statistics" | "reload" | "close" | "terminate" | "closed"
>;

/** A socket server in this event loop. Rejects with the system's error when the address can't be had. */
export async function openLocalSocketServer(
  { handler, backlog }: SocketPlan,
  { address, grace }: { readonly address: BindAddress; readonly grace: number },
): Promise<RunningSocketServer> {
  const row = new Float64Array(rowLength);
  const lane = new SocketLane(handler, { row, served() {}, share: undefined });
  const where: ListenOptions =
    address.kind === "tcp" ? { host: address.host, port: address.port } : { path: address.path };
  const told = (await lane.listen({ ...where, backlog })).address();
  const bound =
    address.kind === "tcp" && typeof told === "object" && told !== null
      ? { ...address, port: told.port }
      : address;
  return new LocalSocketServer({ lane, row, grace, address: bound });
}

interface LocalParts {
  readonly lane: SocketLane;
  readonly row: Row;
  readonly address: BindAddress;
  /** Milliseconds that handlers have to finish. */
  readonly grace: number;
}

class LocalSocketServer implements RunningSocketServer {
  readonly #parts: LocalParts;
  readonly #stopped = defer<void>();
  #phase: "serving" | "draining" | "stopped" = "serving";

  constructor(parts: LocalParts) {
    this.#parts = parts;
  }

  get addresses(): readonly string[] {
    return [formatBind(this.#parts.address)];
  }

  get workers(): readonly number[] {
    return this.#phase === "serving" ? [process.pid] : [];
  }

  statistics(): ServerStatistics {
    const { row } = this.#parts;
    return Object.freeze({
      phase: this.#phase,
      generation: 0,
      size: 0,
      ...traffic(row),
      latency: latency(row),
      losses: 0,
      started: 0,
      residentMemory: process.memoryUsage.rss(),
      workers: [],
    });
  }

  async reload(): Promise<void> {
    throw new MisuseError("a server in this event loop has no workers that could be reloaded");
  }

  async close(options?: WaitOptions): Promise<void> {
    if (this.#phase === "serving") this.#drain();
    await this.closed(options);
  }

  async terminate(options?: WaitOptions): Promise<void> {
    if (this.#phase === "serving") this.#drain();
    this.#parts.lane.terminate();
    await this.closed(options);
  }

  async closed(options: WaitOptions = {}): Promise<void> {
    await waitInScope(this.#stopped.promise, options);
  }

  #drain(): void {
    const { lane, grace } = this.#parts;
    this.#phase = "draining";
    const alarm = systemClock.alarm(grace, () => lane.terminate());
    void lane.drain().then(() => {
      alarm.cancel();
      this.#phase = "stopped";
      this.#stopped.resolve();
    });
  }
}
