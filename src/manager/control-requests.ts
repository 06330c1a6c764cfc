import { randomUUID } from "node:crypto";
import type { Connection } from "../connection/connection.ts";
import { ConnectionLostError, EndOfPipeError } from "../errors.ts";
import { runInScope } from "../task/current-scope.ts";
import type { RemoteCall } from "./line.ts";
import type { LinkTarget } from "./link-target.ts";
import type { MessageForm } from "./message-form.ts";
import { PatientConnect } from "./patient-connect.ts";
import type { Reply } from "./reply.ts";
import { resultOf } from "./reply.ts";
import { SKEIN_VERSION } from "./wire-kinds.ts";

/** What one connection is for: the requests on it, and whether it is needed afterwards. */
type Visit<Result> = (ask: (request: Uint8Array) => Promise<Uint8Array>) => Promise<Result>;

/**
 * Requests that go to the server itself, each on a connection of its own: the server closes it after the answer. To
 * Skein's servers only the first one goes like that, and its connection stays.
 */
export class ControlRequests {
  readonly #target: LinkTarget;
  readonly #form: MessageForm;
  readonly #door = new PatientConnect();

  constructor(target: LinkTarget, form: MessageForm) {
    this.#target = target;
    this.#form = form;
  }

  /**
   * The first request: what comes back tells which pickles the server reads, and whether it is one of Skein's. If it is,
   * gives the same connection, multiplexed by now.
   */
  async greet(): Promise<Connection | undefined> {
    const { connection, result } = await this.#visit(async (ask) => {
      const isSkein = this.#form.readGreeting(await ask(this.#form.greeting()));
      if (isSkein) this.#accepted(await ask(this.#serving(SKEIN_VERSION)));
      return { isKept: isSkein };
    });
    return result.isKept ? connection : undefined;
  }

  /** Comes and goes. A server of Skein's then knows of the end of all connections that have ended here before. */
  async knock(): Promise<void> {
    await this.#visit(async (ask) => ({ isKept: false, bytes: await ask(this.#form.greeting()) }));
  }

  /** Asks the server, and gives its answer. */
  async ask(
    method: string,
    args: readonly unknown[],
    keywords?: RemoteCall["keywords"],
  ): Promise<Reply> {
    const request = this.#form.control(method, args, keywords);
    const { result } = await this.#visit(async (ask) => ({
      isKept: false,
      bytes: await ask(request),
    }));
    return this.#form.reply(result.bytes);
  }

  /** Opens a connection that serves one call after the other. */
  async openServing(): Promise<Connection> {
    const { connection } = await this.#visit(async (ask) => {
      this.#accepted(await ask(this.#serving()));
      return { isKept: true };
    });
    return connection;
  }

  #serving(...version: readonly number[]): Uint8Array {
    const name = `skein-${process.pid}-${randomUUID().slice(0, 8)}`;
    return this.#form.control("accept_connection", [name, ...version]);
  }

  #accepted(answer: Uint8Array): void {
    resultOf(this.#form.reply(answer), () => undefined);
  }

  /**
   * What is opened serves others, too: a task that is cancelled meanwhile must not break it off.
   */
  #visit<Result extends { readonly isKept: boolean }>(
    visit: Visit<Result>,
  ): Promise<{ connection: Connection; result: Result }> {
    return runInScope(undefined, () => this.#connectFor(visit));
  }

  async #connectFor<Result extends { readonly isKept: boolean }>(
    visit: Visit<Result>,
  ): Promise<{ connection: Connection; result: Result }> {
    const { address, authkey, connection: options, callTimeout: timeout } = this.#target;
    const connection = await this.#door.connect(address, { ...options, authkey, timeout });
    const ask = (request: Uint8Array): Promise<Uint8Array> => {
      connection.write(request);
      return connection.recvBytes({ timeout });
    };
    let isKept = false;
    try {
      const result = await visit(ask);
      ({ isKept } = result);
      return { connection, result };
    } catch (error) {
      if (!(error instanceof EndOfPipeError)) throw error;
      throw new ConnectionLostError("the manager has closed the connection before it answered", {
        cause: error,
      });
    } finally {
      if (!isKept) connection.close();
    }
  }
}
