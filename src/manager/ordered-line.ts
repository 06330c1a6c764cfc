import type { Connection } from "../connection/connection.ts";
import { Fifo } from "./fifo.ts";
import { settle, type LineHost, type RemoteCall } from "./line.ts";
import type { PendingCall } from "./pending-call.ts";
import type { Reply } from "./reply.ts";
import { Wire } from "./wire.ts";

/**
 * A connection that is served as CPython does it: one request after the other, answers in the same order. Requests may be
 * sent before the answers of earlier ones have come; one that blocks holds up all after it.
 */
export class OrderedLine {
  readonly #host: LineHost;
  readonly #wire: Wire;
  readonly #waiting = new Fifo<PendingCall>();
  /** Requests that aren't out yet, because too many others are. */
  readonly #unsent = new Fifo<Uint8Array>();
  readonly #ahead: number;
  /** How many callers still wait. */
  #callers = 0;
  #isOver = false;
  #whenIdle: (() => void) | undefined;

  /**
   * The connection serves calls already. `ahead` is how many requests may be out before the answers of earlier ones have
   * come; the others wait here.
   */
  constructor(opening: Promise<Connection>, host: LineHost, ahead: number) {
    this.#host = host;
    this.#ahead = ahead;
    this.#wire = new Wire(opening, {
      message: (bytes) => this.#answer(bytes),
      lost: (error, wasThere) => this.#fail(error, wasThere),
    });
  }

  /** Whether it has come to its end. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Calls back, once, when no answer is outstanding, not even one that nobody waits for: at once, if that is so. */
  whenIdle(then: () => void): void {
    if (this.#waiting.size === 0) then();
    else this.#whenIdle = then;
  }

  /** Sends a request. Throws what can't be written, and then nothing was sent. */
  send(request: RemoteCall, call: PendingCall): void {
    const bytes = this.#host.write(request);
    this.#waiting.add(call);
    this.#callers += 1;
    call.onAbandon = () => this.#uncount();
    this.#wire.awaitAnswers(true);
    if (this.#waiting.size - this.#unsent.size > this.#ahead) this.#unsent.add(bytes);
    else this.#wire.write(bytes);
  }

  /** Ends it; calls that are under way reject with `reason`. */
  close(reason: Error): void {
    this.#isOver = true;
    this.#wire.close();
    for (const call of this.#waiting.takeAll()) call.reject(reason);
  }

  #answer(bytes: Uint8Array): void {
    const call = this.#waiting.take();
    if (call === undefined)
      return this.#breakOff(new Error("an answer came that nobody asked for"));
    const next = this.#unsent.take();
    if (next !== undefined) this.#wire.write(next);
    if (!call.isAbandoned) this.#uncount();
    this.#settle(call, bytes);
    if (this.#waiting.size === 0) this.#becomeIdle();
  }

  #settle(call: PendingCall, bytes: Uint8Array): void {
    let reply: Reply;
    try {
      reply = this.#host.read(bytes);
    } catch (error) {
      // The bytes of this message are read: the next one can be understood all the same.
      return call.reject(error);
    }
    settle(call, reply, this.#host);
  }

  #becomeIdle(): void {
    const then = this.#whenIdle;
    this.#whenIdle = undefined;
    then?.();
  }

  #uncount(): void {
    this.#callers -= 1;
    if (this.#callers === 0) this.#wire.awaitAnswers(false);
  }

  #breakOff(error: Error): void {
    this.#wire.close();
    this.#fail(error, true);
  }

  #fail(error: Error, wasThere: boolean): void {
    // The host knows where the server was, so it ends its lines with a better error.
    if (wasThere) this.#host.lost(error);
    this.close(error);
  }
}
