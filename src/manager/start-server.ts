import { randomBytes } from "node:crypto";
import { parseAddress, type SocketAddress } from "../connection/address.ts";
import { MisuseError, NotSendableError } from "../errors.ts";
import type { Pool } from "../pool/pool.ts";
import { Pool as ProcessPool } from "../pool/pool.ts";
import { ThreadPool } from "../pool/thread-pool.ts";
import { waitWithin, type WaitOptions } from "../task/wait.ts";
import { closeInPlace, endInPlace, openInPlace, type PlaceOrder } from "./serve-in-place.ts";
import { ManagerServer, type ServeOptions } from "./server.ts";
import type { ServedTypes } from "./served-types.ts";
import { syncTypes } from "./sync-types.ts";

/** How a server is started for a manager. */
export interface StartOptions extends ServeOptions {
  /** A process of its own, or a thread. Default: "process". */
  readonly in?: "process" | "thread" | undefined;
}

/** A key that nobody else knows; as long as Python's own. */
const KEY_BYTES = 32;

/** A server in a process or thread of its own. It ends with this program, however that ends. */
export class StartedServer {
  /** Where it listens. */
  readonly address: SocketAddress;
  readonly authkey: string | Uint8Array;
  /** The process that serves: this one, for a thread. */
  readonly pid: number;
  readonly #place: Pool;
  #end: Promise<void> | undefined = undefined;
  #joined: Promise<void> | undefined = undefined;

  constructor(
    place: Pool,
    report: { readonly address: string; readonly pid: number },
    authkey: string | Uint8Array,
  ) {
    this.#place = place;
    this.address = parseAddress(report.address);
    this.pid = report.pid;
    this.authkey = authkey;
  }

  /** Ends it, and resolves when its process or thread has ended. Idempotent. */
  shutdown(): Promise<void> {
    this.#end ??= this.#shutDown();
    return this.#end;
  }

  /** Waits until it has ended by a client's `shutdown` or by this one's. Gives whether it has, within the limits. */
  async join(options: WaitOptions = {}): Promise<void> {
    this.#joined ??= this.#end ?? this.#ended();
    await waitWithin(this.#joined, options);
  }

  /** Ends its process or thread by force. */
  terminate(): void {
    this.#end ??= Promise.resolve();
    this.#place.terminate();
  }

  async #ended(): Promise<void> {
    try {
      await this.#place.apply(endInPlace, []);
    } catch {
      // The place is lost, and the server with it: that is an end, too.
    }
    await this.shutdown();
  }

  async #shutDown(): Promise<void> {
    const place = this.#place;
    try {
      await place.apply(closeInPlace, []);
    } catch {
      // As above.
    } finally {
      place.terminate();
      await place.join();
    }
  }
}

/**
 * Starts a server in a process or thread of its own: the functions travel there, as those of a Pool do. Without an
 * authkey it gets one that nobody else knows. Rejects with what kept it from starting.
 */
export async function startServer(
  types: ServedTypes,
  options: StartOptions = {},
): Promise<StartedServer> {
  if (options.in !== undefined && options.in !== "process" && options.in !== "thread")
    throw new MisuseError(
      `a server runs in a "process" or a "thread", not in "${String(options.in)}"`,
    );
  const { in: kind = "process", authkey = randomBytes(KEY_BYTES), ...rest } = options;
  const Place = kind === "process" ? ProcessPool : ThreadPool;
  const place = new Place({ workers: 1, minWorkers: 1, concurrency: 4 });
  try {
    const report = await place.apply(openInPlace, [orderOf(types, { ...rest, authkey })]);
    return new StartedServer(place, report, authkey);
  } catch (error) {
    place.terminate();
    throw explained(error, kind);
  }
}

/** Makes an error say what of the definition can't travel, and what to do about it. Others stay as they are. */
function explained(error: unknown, kind: "process" | "thread"): unknown {
  if (!(error instanceof NotSendableError) || error.path[1] !== ".types") return error;
  const [, , name = "", ...rest] = error.path;
  const reason =
    `${error.reason}. But the server is a ${kind} of its own: make it inside of the function that the definition has, ` +
    "or serve() it in this event loop";
  return new NotSendableError([`the definition's ${name}`, ...rest], reason, {
    cause: error.cause,
  });
}

/** Serves in this event loop. */
export function serveHere(types: ServedTypes, options: ServeOptions = {}): Promise<ManagerServer> {
  return ManagerServer.open(types, options);
}

function orderOf(types: ServedTypes, options: ServeOptions): PlaceOrder {
  const known = new Map<unknown, string>(
    Object.entries(syncTypes).map(([name, type]) => [type, name]),
  );
  const entries = Object.entries(types);
  return {
    types: Object.fromEntries(entries.filter(([, type]) => !known.has(type))),
    pythonTypes: entries.flatMap(([name, type]) => {
      const pythonName = known.get(type);
      return pythonName === undefined ? [] : [[name, pythonName] as const];
    }),
    options,
  };
}
