import { inspect } from "node:util";
import { ClosedError, MisuseError } from "../errors.ts";
import { systemClock } from "../task/clock.ts";
import type { WaitOptions } from "../task/wait.ts";
import { cpuCount } from "../worker/cpu-count.ts";
import { parseBind, type Bind, type BindAddress } from "./bind-address.ts";
import { checkedCrew } from "./checked-options.ts";
import { Ledger } from "./ledger.ts";
import { openLocalSocketServer, type RunningSocketServer } from "./local-socket-server.ts";
import type { CrewOptions } from "./serve-options.ts";
import type { ConnectionHandler } from "./socket-connection.ts";
import { startServer } from "./start-server.ts";
import type { ServerStatistics } from "./statistics.ts";

/**
 * Who serves the connections. "process": worker processes, one per core. "thread": one worker process with threads, one
 * per core. "coroutine": the event loop of this very program, a coroutine for each connection. "event": the same event
 * loop with callbacks. In each of them an event loop serves many connections at once.
 */
export type ServerModel = "process" | "thread" | "coroutine" | "event";

/** What a {@link SocketServer} is made with. */
export interface SocketServerOptions extends Omit<CrewOptions, "workers" | "maxRequests"> {
  /** Where to listen; port 0 lets the system choose. */
  readonly address: Bind;
  /**
   * An async function that gets each connection, or an object of callbacks, which is faster: there is no coroutine. It
   * travels to the workers.
   */
  readonly handler: ConnectionHandler;
  /** Default "process", or "event" when the handler is an object of callbacks. */
  readonly model?: ServerModel | undefined;
  /** How many processes accept; not for the models in this event loop. */
  readonly processes?: number | undefined;
  /** How many threads of each process accept; not for the models in this event loop. */
  readonly threads?: number | undefined;
  /** How many connections the system keeps waiting. Default 2048. */
  readonly backlog?: number | undefined;
}

const models: readonly unknown[] = ["process", "thread", "coroutine", "event"];

/**
 * A server of plain connections, from a pool of processes and threads that all accept on one listening socket; or in
 * this event loop. The workers are kept as those of `serve`: who dies is replaced, and `reload` loses no connection that
 * hasn't been accepted. When the server closes, whoever waits for bytes sees the end of the connection.
 *
 * @example
 *     const server = new SocketServer({
 *       address: 8888,
 *       processes: 2,
 *       threads: 2,
 *       handler: async (connection) => {
 *         for await (const piece of connection) await connection.send(piece);
 *       },
 *     });
 *     await server.start();
 */
export class SocketServer implements AsyncDisposable {
  readonly #options: SocketServerOptions;
  readonly #model: ServerModel;
  readonly #bind: BindAddress;
  #running: Promise<RunningSocketServer> | undefined;
  #server: RunningSocketServer | undefined;

  /** Throws MisuseError for options that can't work together. */
  constructor(options: SocketServerOptions) {
    this.#bind = parseBind(options.address);
    this.#model = checkedModel(options);
    this.#options = options;
  }

  get model(): ServerModel {
    return this.#model;
  }

  /** Where it listens: "127.0.0.1:8888". Throws MisuseError before the start. */
  get address(): string {
    return this.#started().addresses[0] ?? "";
  }

  /** The pids of the workers that accept; this process, when the server has none. Throws MisuseError before the start. */
  get workers(): readonly number[] {
    return this.#started().workers;
  }

  /**
   * Listens, and resolves when every worker accepts. Rejects with an Error of the system's `code` when the address can't
   * be had, with NotSendableError when the handler can't travel, and with MisuseError the second time.
   */
  async start(): Promise<void> {
    if (this.#running !== undefined) throw new MisuseError("the server has been started already");
    this.#running = this.#open();
    this.#server = await this.#running;
  }

  /** What it has counted: `requests` are the connections that were accepted, `inFlight` those that are open. */
  statistics(): ServerStatistics {
    return this.#started().statistics();
  }

  /** As `Server.reload`: new workers take over. Throws MisuseError for a model without workers. */
  async reload(options?: WaitOptions): Promise<void> {
    await this.#started().reload(options);
  }

  /** Accepts no more, lets the handlers finish, and resolves when all is over. Idempotent. */
  async close(options?: WaitOptions): Promise<void> {
    await (await this.#orNone())?.close(options);
  }

  /** Cuts all connections, and resolves when all is over. Idempotent. */
  async terminate(options?: WaitOptions): Promise<void> {
    await (await this.#orNone())?.terminate(options);
  }

  /** Resolves when it has ended. Rejects with MisuseError before the start. */
  async closed(options?: WaitOptions): Promise<void> {
    await this.#started().closed(options);
  }

  /** The same as `close()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #open(): Promise<RunningSocketServer> {
    const { handler, backlog = 2_048, ...options } = this.#options;
    const crew = checkedCrew({ ...options, ...sizes(this.#model, options) });
    const lane = { kind: "socket", handler, backlog } as const;
    if (this.#model === "coroutine" || this.#model === "event")
      return openLocalSocketServer(lane, { address: this.#bind, grace: crew.graceTimeout });
    return startServer({
      crew,
      lane,
      ledger: new Ledger(),
      name: "skein-socket",
      binds: [this.#bind],
      watch: false,
      clock: systemClock,
      openAdmin: () => undefined,
    });
  }

  #started(): RunningSocketServer {
    if (this.#server !== undefined) return this.#server;
    throw new MisuseError("the server hasn't been started: await start() before");
  }

  /** Undefined when it never was, or couldn't be, started: then there is nothing to close. */
  async #orNone(): Promise<RunningSocketServer | undefined> {
    this.#running ??= Promise.reject(new ClosedError("the server has been closed"));
    try {
      return await this.#running;
    } catch {
      // Whoever has called start() has been told why.
      return undefined;
    }
  }
}

function sizes(
  model: ServerModel,
  { processes, threads }: Pick<SocketServerOptions, "processes" | "threads">,
): { readonly workers: number; readonly threads: number } {
  if (model === "thread") return { workers: processes ?? 1, threads: threads ?? cpuCount() };
  return { workers: processes ?? cpuCount(), threads: threads ?? 1 };
}

function checkedModel(options: SocketServerOptions): ServerModel {
  const { handler, processes, threads } = options;
  const isFunction = typeof handler === "function";
  if (!isFunction && typeof handler?.data !== "function")
    throw new MisuseError(
      `handler must be a function that gets a connection, or an object with data(), not ${inspect(handler)}`,
    );
  const model = options.model ?? (isFunction ? "process" : "event");
  if (!models.includes(model))
    throw new MisuseError(
      `model must be "process", "thread", "coroutine" or "event", not ${inspect(model)}`,
    );
  if (isFunction && model === "event")
    throw new MisuseError(
      'the model "event" takes an object of callbacks as handler; for a function there is "coroutine"',
    );
  if (!isFunction && model === "coroutine")
    throw new MisuseError(
      'the model "coroutine" takes a function as handler; an object of callbacks is for "event"',
    );
  const local = model === "coroutine" || model === "event";
  if (local && (processes ?? threads) !== undefined)
    throw new MisuseError(
      `the model "${model}" runs in this event loop; it has no processes and threads`,
    );
  return model;
}
