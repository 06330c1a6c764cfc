import type { Connection } from "../connection/connection.ts";
import { nextCount } from "./answer-count.ts";
import { answerNumberAt, numberOf } from "./message-number.ts";
import { settle, type LineHost, type RemoteCall } from "./line.ts";
import type { PendingCall } from "./pending-call.ts";
import type { Reply } from "./reply.ts";
import { Wire } from "./wire.ts";

/** How an abandoned call is told to the server; that notice has no answer of its own. */
const cancel = "#CANCEL";

/** Ids are small integers, which are written in the fewest bytes. */
const lastId = 2 ** 31 - 1;

/**
 * A connection to one of Skein's servers: any number of calls may be under way, their answers come in any order, and who
 * abandons one tells the server, so that a waiting `get` takes no item.
 */
export class MultiplexedLine {
  readonly #host: LineHost;
  readonly #wire: Wire;
  readonly #waiting = new Map<number, PendingCall>();
  #callers = 0;
  #id = 0;
  /** How many answers have come. */
  #read = 0;
  /** Why it has come to its end. */
  #end: Error | undefined = undefined;

  constructor(connection: Connection, host: LineHost) {
    this.#host = host;
    this.#wire = new Wire(Promise.resolve(connection), {
      message: (bytes) => this.#answer(bytes),
      lost: (error) => this.#fail(error),
    });
  }

  /** Sends a request. Throws what can't be written, and then nothing was sent; also the reason of its end. */
  send(request: RemoteCall, call: PendingCall): void {
    if (this.#end !== undefined) throw this.#end;
    const id = this.#nextId();
    const bytes = this.#host.write(request, { id, read: this.#read });
    this.#waiting.set(id, call);
    this.#callers += 1;
    call.onAbandon = () => this.#abandon(id);
    this.#wire.awaitAnswers(true);
    this.#wire.write(bytes);
  }

  /** Ends it; calls that are under way reject with `reason`. */
  close(reason: Error): void {
    this.#end ??= reason;
    this.#wire.close();
    const calls = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const call of calls) call.reject(reason);
  }

  #answer(bytes: Uint8Array): void {
    this.#read = nextCount(this.#read);
    let reply: Reply;
    try {
      reply = this.#host.read(bytes);
    } catch (error) {
      return this.#refuse(bytes, error);
    }
    const call = this.#take(reply.id);
    if (call === undefined)
      return this.#breakOff(new Error("an answer came that nobody asked for"));
    settle(call, reply, this.#host);
  }

  /** The next message can be understood all the same, when it is known whose answer this was. */
  #refuse(bytes: Uint8Array, error: unknown): void {
    const call = this.#take(numberOf(bytes, answerNumberAt));
    if (call !== undefined) call.reject(error);
    else this.#breakOff(error instanceof Error ? error : new Error(String(error)));
  }

  /** The call whose answer has come. */
  #take(id: number | undefined): PendingCall | undefined {
    const call = id === undefined ? undefined : this.#waiting.get(id);
    if (id === undefined || call === undefined) return undefined;
    this.#waiting.delete(id);
    if (!call.isAbandoned) this.#uncount();
    return call;
  }

  #abandon(id: number): void {
    this.#uncount();
    const notice = { ident: "", method: cancel, args: [id] };
    this.#wire.write(this.#host.write(notice, { id: 0, read: this.#read }));
  }

  #nextId(): number {
    do this.#id = this.#id >= lastId ? 1 : this.#id + 1;
    while (this.#waiting.has(this.#id));
    return this.#id;
  }

  #uncount(): void {
    this.#callers -= 1;
    if (this.#callers === 0) this.#wire.awaitAnswers(false);
  }

  #breakOff(error: Error): void {
    this.#wire.close();
    this.#fail(error);
  }

  /** The host knows where the server was, so it ends its lines with a better error; this one is for what is no host's. */
  #fail(error: Error): void {
    this.#host.lost(error);
    this.close(error);
  }
}
