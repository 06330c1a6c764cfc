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

/** Requests that go to the server itself, each on a connection of its own: the server closes it after the answer. */
export class ControlRequests {
  readonly #target: LinkTarget;
  readonly #form: MessageForm;
  readonly #door = new PatientConnect();

  constructor(target: LinkTarget, form: MessageForm) {
    this.#target = target;
    this.#form = form;
  }

  /** The first request: what comes back tells which pickles the server reads, and whether it is one of Skein's. */
  async greet(): Promise<boolean> {
    const { bytes } = await this.#exchange(this.#form.greeting(), { keep: false });
    return this.#form.readGreeting(bytes);
  }

  /** Asks the server, and gives its answer. */
  async ask(
    method: string,
    args: readonly unknown[],
    keywords?: RemoteCall["keywords"],
  ): Promise<Reply> {
    const request = this.#form.control(method, args, keywords);
    const { bytes } = await this.#exchange(request, { keep: false });
    return this.#form.reply(bytes);
  }

  /** Opens a connection that serves calls; a multiplexed one, if the server is Skein's. */
  async openServing(isSkein: boolean): Promise<Connection> {
    const name = `skein-${process.pid}-${randomUUID().slice(0, 8)}`;
    const args = isSkein ? [name, SKEIN_VERSION] : [name];
    const request = this.#form.control("accept_connection", args);
    const { connection, bytes } = await this.#exchange(request, { keep: true });
    resultOf(this.#form.reply(bytes), () => undefined);
    return connection;
  }

  /**
   * What is opened serves others, too: a task that is cancelled meanwhile must not break it off.
   */
  #exchange(
    request: Uint8Array,
    options: { readonly keep: boolean },
  ): Promise<{ connection: Connection; bytes: Uint8Array }> {
    return runInScope(undefined, () => this.#connectAndAsk(request, options));
  }

  async #connectAndAsk(
    request: Uint8Array,
    { keep }: { readonly keep: boolean },
  ): Promise<{ connection: Connection; bytes: Uint8Array }> {
    const { address, authkey, connection: options, callTimeout: timeout } = this.#target;
    const connection = await this.#door.connect(address, { ...options, authkey, timeout });
    let isKept = false;
    try {
      connection.write(request);
      const bytes = await connection.recvBytes({ timeout });
      isKept = keep;
      return { connection, bytes };
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
