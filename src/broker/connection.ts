import { receiveMessageOnPort, type MessagePort } from "node:worker_threads";
import { ClosedError } from "../errors.ts";
import {
  fromBytes,
  toBytes,
  type Notice,
  type Question,
  type Reply,
  type Request,
} from "./messages.ts";
import { fromPlain } from "./plain-failure.ts";
import { flag, type ThreadWay } from "./port-link.ts";

/**
 * How long it is kept from those who wait that the broker has gone, in milliseconds. With it goes the whole program, this
 * process included, and nobody wants to read on the terminal that each of its waits has failed.
 */
const QUIET = 2_000;

/** What is done with the answer to one question. */
interface Pending {
  resolve(value: unknown): void;
  reject(reason: unknown): void;
  /** Whose reason it is to be rejected with when the broker says that it was cancelled. */
  readonly signal: AbortSignal | undefined;
}

/** A thread's end of its way to the broker. It keeps the program alive only while a promise waits for an answer. */
export class Connection {
  readonly #port: MessagePort;
  readonly #flag: Int32Array;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #waiting = 0;
  #ended = false;

  constructor({ port, flag: words }: ThreadWay) {
    this.#port = port;
    this.#flag = new Int32Array(words);
    port.on("message", (message: Uint8Array) => this.#arrived(message));
    port.on("close", () => this.#end());
    port.unref();
  }

  /** Says something that isn't answered. */
  tell(notice: Notice): void {
    if (!this.#ended) this.#post(notice);
  }

  /** Hands over the way to a thread that this one is about to start. */
  join(way: ThreadWay): void {
    this.#port.postMessage(way, [way.port]);
  }

  /**
   * Asks, and waits in the event loop for the answer. An abort of the signal is passed on; whether it came in time the
   * broker says: if the wait had been successful already, the promise is fulfilled.
   */
  async ask(question: Question, signal?: AbortSignal): Promise<unknown> {
    const id = this.#send(question);
    const cancel = (): void => this.tell({ type: "cancel", id });
    signal?.addEventListener("abort", cancel, { once: true });
    this.#keepAlive(1);
    try {
      return await new Promise((resolve, reject) => {
        this.#pending.set(id, { resolve, reject, signal });
      });
    } finally {
      signal?.removeEventListener("abort", cancel);
      this.#keepAlive(-1);
    }
  }

  /** The same, but blocks the thread. */
  askSync(question: Question, signal?: AbortSignal): unknown {
    let value: unknown;
    let failure: { readonly reason: unknown } | undefined;
    // Not known to be false for ever: what arrives changes it.
    let answered = false as boolean;
    const id = this.#send(question);
    this.#pending.set(id, {
      signal,
      resolve(result) {
        value = result;
        answered = true;
      },
      reject(reason) {
        failure = { reason };
        answered = true;
      },
    });
    while (!answered) this.#takeNext();
    if (failure !== undefined) throw failure.reason;
    return value;
  }

  /** Takes what has come, or sleeps until something comes; answers to others are given to them. */
  #takeNext(): void {
    const sent = Atomics.load(this.#flag, flag.sent);
    const ended = Atomics.load(this.#flag, flag.ended) === 1;
    const next = receiveMessageOnPort(this.#port);
    // Only the broker and its gateways hold the other end.
    if (next !== undefined) this.#arrived((next as { readonly message: Uint8Array }).message);
    else if (ended) this.#endSync();
    else Atomics.wait(this.#flag, flag.sent, sent);
  }

  #send(question: Question): number {
    if (this.#ended) throw gone();
    this.#lastId += 1;
    this.#post({ ...question, id: this.#lastId });
    return this.#lastId;
  }

  #post(request: Request): void {
    this.#port.postMessage(toBytes(request));
  }

  #arrived(message: Uint8Array): void {
    const reply = fromBytes<Reply>(message);
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if (pending === undefined) return;
    if (!("failure" in reply)) pending.resolve(reply.value);
    else if (reply.cancelled) pending.reject(pending.signal?.reason);
    else pending.reject(fromPlain(reply.failure));
  }

  #keepAlive(change: 1 | -1): void {
    this.#waiting += change;
    if (this.#waiting > 0) this.#port.ref();
    else this.#port.unref();
  }

  #end(): void {
    this.#ended = true;
    setTimeout(() => this.#fail(), QUIET).unref();
  }

  #endSync(): void {
    this.#ended = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, QUIET);
    this.#fail();
  }

  #fail(): void {
    for (const pending of this.#pending.values()) pending.reject(gone());
    this.#pending.clear();
  }
}

function gone(): ClosedError {
  return new ClosedError(
    "the main process, which keeps the shared objects of the program, has gone",
  );
}
