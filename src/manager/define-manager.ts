import { MisuseError } from "../errors.ts";
import { assertTypes } from "./assert-types.ts";
import { isRemote, type ManagerEntries } from "./entries.ts";
import { targetOf, type ManagerConnectOptions } from "./connect-options.ts";
import type { ManagerMethods } from "./definition-types.ts";
import type { LinkConnectionOptions, ValueForm } from "./link-target.ts";
import { createLink } from "./linked-proxies.ts";
import { ManagerBase, StartedManagerBase } from "./manager-base.ts";
import type { ServedTypes } from "./served-types.ts";
import type { ManagerServer, ServeOptions } from "./server.ts";
import type { ServerLink } from "./server-link.ts";
import { serveHere, startServer, type StartOptions } from "./start-server.ts";

/** A manager as those use it who have joined it. */
export type Manager<Methods extends object> = ManagerBase & Methods;

/** A manager whose server was started here. */
export type StartedManager<Methods extends object> = StartedManagerBase & Methods;

/** How a manager is started. */
export interface ManagerStartOptions extends StartOptions {
  /** As for those who connect: in which form values come here. Default: "natural". */
  readonly form?: ValueForm | undefined;
  /** As for those who connect: how long calls that don't wait may take, in milliseconds. Default: no limit. */
  readonly callTimeout?: number | undefined;
  /** Together with `tls`: how the manager itself connects to the server, such as with its `ca`. */
  readonly clientTls?: LinkConnectionOptions["tls"];
}

/**
 * What a manager serves, under which names. The same definition starts a server and joins one, so both know the types.
 * `Methods` is what a manager of it has: for each name a method that gives a proxy.
 */
export class ManagerDefinition<Methods extends object> {
  readonly #types: ServedTypes;
  readonly #methodsOf: (link: ServerLink) => Methods;

  constructor(types: ServedTypes, methodsOf: (link: ServerLink) => Methods) {
    assertTypes(types);
    this.#types = types;
    this.#methodsOf = methodsOf;
  }

  /**
   * Starts a server in a process of its own, or in a thread with `in: "thread"`, and joins it. It ends with the manager,
   * or with this program. By default it listens on a Unix socket that only this user can reach, and nobody else knows the
   * key. Its functions travel there as those of a Pool do.
   */
  async start(options: ManagerStartOptions = {}): Promise<StartedManager<Methods>> {
    this.#assertServed();
    const { form, clientTls, callTimeout, ...rest } = options;
    if ((rest.tls === undefined) !== (clientTls === undefined))
      throw new MisuseError(
        "tls is how the server encrypts, and clientTls how this program connects to it: give both, or neither",
      );
    const server = await startServer(this.#types, rest);
    const { allowLegacyAuth, handshakeTimeout, maxMessageSize } = options;
    const connection = {
      allowLegacyAuth,
      handshakeTimeout,
      maxMessageSize,
      tls: clientTls,
      callTimeout,
    };
    const { address, authkey } = server;
    try {
      const link = createLink(targetOf({ ...connection, address, authkey, form }));
      await link.open();
      return withMethods(new StartedManagerBase(link, server), this.#methodsOf(link));
    } catch (error) {
      await server.shutdown();
      throw error;
    }
  }

  /** Serves in this event loop, for others; while this thread is busy, they wait. */
  async serve(options: ServeOptions = {}): Promise<ManagerServer> {
    this.#assertServed();
    return serveHere(this.#types, options);
  }

  /**
   * Joins a server that runs already, also one in Python. Rejects with AuthenticationError when the keys differ, and with
   * ConnectionLostError, which names the address, when nobody listens there.
   */
  async connect(options: ManagerConnectOptions): Promise<Manager<Methods>> {
    const link = createLink(targetOf(options));
    await link.open();
    return withMethods(new ManagerBase(link), this.#methodsOf(link));
  }

  /**
   * A definition of these names and of more. Throws MisuseError for a name that is taken.
   *
   * @example
   *     const manager = await syncManager.extend({ jobs: single(() => new Queue<Job>()) }).start();
   */
  extend<const Entries extends ManagerEntries>(
    entries: Entries,
  ): ManagerDefinition<Methods & ManagerMethods<Entries>> {
    for (const name of Object.keys(entries)) {
      assertFree(name);
      if (Object.hasOwn(this.#types, name))
        throw new MisuseError(`the manager serves something as '${name}' already`);
    }
    return new ManagerDefinition({ ...this.#types, ...entries }, (link) => ({
      ...this.#methodsOf(link),
      ...methodsFor(entries, link),
    }));
  }

  #assertServed(): void {
    const elsewhere = Object.entries(this.#types).filter(([, type]) => isRemote(type));
    if (elsewhere.length === 0) return;
    const names = elsewhere.map(([name]) => `'${name}'`).join(", ");
    throw new MisuseError(
      `${names} can't be served here: remote() says that another program does; connect() to that`,
    );
  }
}

/**
 * Says what a manager serves: for each name a function that makes an object for every call, `single` for one object that
 * all get, or `remote` for what another program serves. A name is called with what its function takes, and gives a proxy
 * of what that returns: an object of `skein/task` (Queue, Lock, …), an array, a Map, a Set or a plain object, or an object
 * of a class of yours, of which the methods can be called whose names don't begin with "_".
 *
 * @example
 *     const queues = defineManager({
 *       get_task_queue: single(() => new Queue<number>()),
 *       get_result_queue: single(() => new Queue<string>()),
 *     });
 *     await using manager = await queues.start({ address: "127.0.0.1:5000", authkey: "abc" });
 *     const tasks = await manager.get_task_queue();
 *     await tasks.put(7);
 */
export function defineManager<const Entries extends ManagerEntries>(
  entries: Entries,
): ManagerDefinition<ManagerMethods<Entries>> {
  for (const name of Object.keys(entries)) assertFree(name);
  return new ManagerDefinition(entries, (link) => methodsFor(entries, link));
}

function methodsFor<Entries extends ManagerEntries>(
  entries: Entries,
  link: ServerLink,
): ManagerMethods<Entries> {
  const methods = Object.keys(entries).map((typeid): [string, unknown] => [
    typeid,
    (...args: unknown[]) => link.create(typeid, args),
  ]);
  // There is one for each name, and the server makes what the definition says.
  return Object.fromEntries(methods) as ManagerMethods<Entries>;
}

function withMethods<Base extends object, Methods extends object>(
  manager: Base,
  methods: Methods,
): Base & Methods {
  return Object.assign(manager, methods);
}

function assertFree(name: string): void {
  // A promise would take what has a `then` for another promise.
  if (name !== "then" && !(name in StartedManagerBase.prototype)) return;
  throw new MisuseError(`a manager can't serve something as '${name}': it has that itself`);
}
