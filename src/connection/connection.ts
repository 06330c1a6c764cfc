import { ClosedError, EndOfPipeError, MessageTooLongError, MisuseError } from "../errors.ts";
import { defer, type Deferred } from "../task/deferred.ts";
import type { WaitOptions } from "../task/wait.ts";
import { formatAddress, type SocketAddress } from "./address.ts";
import { Hearing } from "./hearing.ts";
import type { Message } from "./frame-writer.ts";
import { Inbox } from "./inbox.ts";
import type { MessageStream, StreamEvents } from "./message-stream.ts";
import type { ResolvedOptions } from "./options.ts";
import { Values } from "./values.ts";

/** How bytes are received. */
export interface RecvBytesOptions extends WaitOptions {
  /**
   * The longest message that is taken, in bytes. A longer one is refused with MessageTooLongError, before it is read if
   * the call came first, and the connection is closed, as Python does. Default: the connection's `maxMessageSize`.
   */
  readonly maxLength?: number | undefined;
}

const noOptions: RecvBytesOptions = {};

/**
 * A connection to another program, also to one in Python: its `multiprocessing.connection`. A {@link Listener} accepts
 * them, and {@link connect} makes them.
 *
 * Messages arrive whole and in the order in which they were sent. Nothing tells an object from bytes: what `send` sends
 * is for `recv`, and what `sendBytes` sends is for `recvBytes`.
 *
 * **The end.** When the other end has closed the connection or has died, what it has sent can still be received; then
 * `recv` rejects with EndOfPipeError, or with ConnectionLostError when the connection failed or ended in the middle of
 * a message. `close()` ends all waits with ClosedError. A wait keeps the program alive, an idle connection doesn't.
 *
 * Up to 1 MiB that nobody receives is kept here; then the other end has to wait.
 *
 * @example
 *     await using connection = await connect("localhost:5000", { authkey: "abc" });
 *     await connection.send({ question: 7 });
 *     console.log(await connection.recv());
 */
export class Connection implements AsyncIterable<unknown>, Disposable {
  /** Where the other end is; over a Unix socket, the path of the one who listens. */
  readonly peer: SocketAddress;
  readonly #stream: MessageStream;
  readonly #options: ResolvedOptions;
  readonly #inbox: Inbox;
  readonly #values: Values;
  #closed = false;
  #endError: (() => Error) | undefined;
  /** How the other end, or the connection itself, has ended it. */
  #ended: { readonly error: Error | undefined } | undefined;
  /** For all who wait until what they have sent is out. */
  #sending: Deferred<void> | undefined;
  readonly #hearing: Hearing;

  /** For {@link Listener} and {@link connect}: the stream is authenticated, and begins to tell this connection. */
  constructor(stream: MessageStream, peer: SocketAddress, options: ResolvedOptions) {
    this.#stream = stream;
    this.peer = peer;
    this.#options = options;
    this.#hearing = new Hearing(stream);
    this.#inbox = new Inbox(stream);
    this.#values = new Values(options.values);
    stream.use(this.#events());
  }

  /** Whether it has been closed here. */
  get closed(): boolean {
    return this.#closed;
  }

  /**
   * Sends a value as a pickle, which Python's `recv` and ours read. Waits as `sendBytes` does, and rejects as it does, and
   * with NotSendableError, which names the way to what can't be sent. The value is written down in the call, so later
   * changes don't show. Python's send.
   */
  async send(value: unknown): Promise<void> {
    if (this.#endError !== undefined) throw this.#endError();
    await this.sendBytes(this.#values.encode(value));
  }

  /**
   * Receives a value that the other end sent as a pickle. Waits until there is one. It is data only: nothing that comes
   * can run code. Rejects as the class says, and with UnpicklingError for bytes that are no pickle, or name a class that
   * isn't allowed; the connection can be used further. Python's recv.
   */
  async recv(options: WaitOptions = noOptions): Promise<unknown> {
    return this.#values.decode(await this.recvBytes(options));
  }

  /** Receives one value after the other, until the other end closes the connection. */
  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, void, undefined> {
    for (;;) {
      let value: unknown;
      try {
        value = await this.recv();
      } catch (error) {
        if (error instanceof EndOfPipeError) return;
        throw error;
      }
      yield value;
    }
  }

  /**
   * Sends bytes as one message. Waits until the system has taken them, so don't change them before; rejects with
   * ClosedError, EndOfPipeError when the other end is gone, and ConnectionLostError. What is sent in one turn goes out
   * together. Python's send_bytes.
   */
  sendBytes(bytes: Uint8Array): Promise<void> {
    if (this.#endError !== undefined) return Promise.reject(this.#endError());
    this.#stream.write(bytes);
    this.#sending ??= defer();
    return this.#sending.promise;
  }

  /**
   * Receives a message as bytes. Waits until there is one. The bytes may be a view on a larger piece of memory, which
   * other messages share: copy them before you transfer their buffer. Rejects with MessageTooLongError, and as the class
   * says; after TimeoutError or the signal's reason nothing is lost. Python's recv_bytes.
   */
  recvBytes(options: RecvBytesOptions = noOptions): Promise<Uint8Array> {
    if (options.maxLength !== undefined) return this.#recvShort(options, options.maxLength);
    if (this.#hearing.active) return Promise.reject(this.#taken("recvBytes"));
    return this.#inbox.take(options);
  }

  /**
   * Whether `recv` would have something to say at once: a message, or the end. Waits at most for `timeout` milliseconds,
   * by default 0, and takes nothing. Rejects with the signal's reason only. Python's poll.
   */
  async poll(options: WaitOptions = noOptions): Promise<boolean> {
    if (this.#hearing.active) throw this.#taken("poll");
    return this.#inbox.poll(options);
  }

  /**
   * What has been sent still goes out, then the other end is told. All waits, and all calls from now on, fail with
   * ClosedError; what hasn't been received is dropped. Idempotent.
   */
  close(): void {
    this.#shut(() => this.#stream.close());
  }

  /** The same, but at once: what the system hasn't taken yet is lost. */
  terminate(): void {
    this.#shut(() => this.#stream.destroy());
    this.#stream.destroy();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /**
   * The form without promises: from now on `listener` gets each message in the event in which it comes, at once those
   * that are there already; `recv`, `recvBytes` and `poll` can't be used any more. It keeps the program alive until the
   * end, or until {@link unref}. What the listener throws is an uncaught exception.
   */
  onMessage(listener: (bytes: Uint8Array) => void): void {
    const hearing = this.#hearing;
    hearing.onMessage(listener);
    for (let bytes = this.#inbox.shift(); bytes !== undefined; bytes = this.#inbox.shift()) {
      hearing.message(bytes);
    }
    if (this.#ended !== undefined) hearing.end(this.#ended.error);
  }

  /**
   * Calls `listener` once when nothing more comes or goes, behind the last message, and at once if that has been: with
   * undefined when either end has closed the connection between two messages, else with the error.
   */
  onEnd(listener: (error: Error | undefined) => void): void {
    this.#hearing.onEnd(listener);
  }

  /** Calls `listener` whenever the system has taken all that was written. */
  onDrain(listener: () => void): void {
    this.#hearing.onDrain(listener);
  }

  /**
   * `sendBytes` without a promise: false asks to wait for {@link onDrain} before more is written. After the end nothing
   * happens. A long message may come in parts, which aren't copied together.
   */
  write(message: Message): boolean {
    return this.#stream.write(message);
  }

  /** With {@link onMessage}: no more is read until `resume`; messages that have come in the same chunk still come. */
  pause(): void {
    this.#stream.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#stream.resume();
  }

  /** Takes back {@link unref}. */
  ref(): void {
    this.#hearing.ref();
  }

  /** What {@link onMessage} listens to, now or later, doesn't keep the program alive. */
  unref(): void {
    this.#hearing.unref();
  }

  #events(): StreamEvents {
    return {
      message: (bytes) => {
        if (this.#hearing.active) this.#hearing.message(bytes);
        else this.#inbox.put(bytes);
      },
      limit: () => Math.min(this.#options.maxMessageSize, this.#inbox.wanted ?? Infinity),
      idle: () => {
        this.#settle();
        this.#hearing.drain();
      },
      end: (error) => this.#finish(error),
    };
  }

  #finish(error: Error | undefined): void {
    const make = () => error ?? new EndOfPipeError(`${this.#name} has ended at the other end`);
    this.#endError ??= make;
    this.#inbox.finish(make);
    this.#settle(make());
    this.#ended = { error };
    // What nobody has heard yet comes before: see onMessage.
    if (this.#inbox.isEmpty) this.#hearing.end(error);
  }

  #shut(shut: () => void): void {
    if (this.#closed) return;
    this.#closed = true;
    const make = () => new ClosedError(`${this.#name} is closed`);
    this.#endError = make;
    shut();
    this.#inbox.drop(make);
    this.#settle();
    this.#hearing.end(undefined);
  }

  #settle(error?: Error): void {
    const sending = this.#sending;
    this.#sending = undefined;
    if (error === undefined) sending?.resolve();
    else sending?.reject(error);
  }

  get #name(): string {
    return `the connection with ${formatAddress(this.peer)}`;
  }

  #taken(method: string): MisuseError {
    return new MisuseError(`${method} can't be used where onMessage gets the messages`);
  }

  async #recvShort(options: RecvBytesOptions, maxLength: number): Promise<Uint8Array> {
    if (!(maxLength >= 0)) throw new MisuseError(`maxLength must be 0 or more bytes: ${maxLength}`);
    if (this.#hearing.active) throw this.#taken("recvBytes");
    // A message that has begun already, and is for this caller.
    const { expected = 0 } = this.#stream;
    if (expected > maxLength && this.#inbox.isNext) throw this.#refuse(expected, maxLength);
    const bytes = await this.#inbox.take(options);
    if (bytes.byteLength > maxLength) throw this.#refuse(bytes.byteLength, maxLength);
    return bytes;
  }

  #refuse(length: number, limit: number): Error {
    const error = new MessageTooLongError(length, limit);
    this.#stream.fail(error);
    this.#inbox.drop(() => error);
    return error;
  }
}
