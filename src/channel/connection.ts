import { handle, type HandleDescription } from "../codec/handle.ts";
import { EndOfPipeError } from "../errors.ts";
import { waitable } from "../task/waitable.ts";
import type { WaitOptions } from "../task/wait.ts";
import {
  bytesOf,
  checkLength,
  copyInto,
  limitTo,
  ownBytes,
  type ByteSource,
} from "./byte-range.ts";
import { MessageEnd, type EndTravel } from "./message-end.ts";
import { decodeItem, encodeItem } from "./values.ts";
import type { SharedWaitable } from "./waitable.ts";

/** Which bytes of a buffer are sent. */
export interface BytePart {
  /** Where they begin, in bytes. Default: 0. */
  readonly offset?: number | undefined;
  /** How many they are. Default: all from `offset` on. */
  readonly size?: number | undefined;
}

/** How bytes are sent. */
export interface SendBytesOptions extends BytePart, WaitOptions {}

/** How bytes are received. */
export interface ReceiveBytesOptions extends WaitOptions {
  /** A longer message is refused with BufferTooShortError, whose `bytes` it is. Default: no limit. */
  readonly maxLength?: number | undefined;
}

/** How bytes are received into a buffer. */
export interface ReceiveIntoOptions extends WaitOptions {
  /** Where in the buffer the message shall begin, in bytes. Default: 0. */
  readonly offset?: number | undefined;
}

/** The module beside this one, which says all that can arrive; as source or compiled, as this one is. */
const pipeHandles: string = import.meta.url.replace(/connection(?=\.\w+$)/, "pipe-handles");

/**
 * One end of a pipe: receives `In` and sends `Out`. It can be captured by functions, and sent as an argument, a result or
 * in a message; what arrives is another copy of the same end. {@link pipe} makes the two ends.
 *
 * Messages arrive whole and in the order in which they were sent, each once. When several threads or processes use one
 * end, each message goes to one of them, and what one of them sends stays in order.
 *
 * **The end of the pipe.** An end is gone when all who had it open have closed it or have died, by `kill -9` too, and no
 * copy is on its way to somebody (one that hasn't been opened within 60 seconds is given up). Whoever receives still
 * gets every message that was sent before; then, and whenever they send, EndOfPipeError. So close your copy of an end
 * that you have given to somebody else.
 *
 * Methods wait as {@link WaitOptions} say, and reject with TimeoutError or the signal's reason; then nothing has been
 * sent or taken. `close()` ends all waits of this connection with ClosedError. Those in `Sync` block the thread, and
 * throw MisuseError on the main thread, unless they needn't wait; those in `try` never wait.
 *
 * What `send` sends is for `receive`, and what `sendBytes` sends is for `receiveBytes`: the other methods don't say which
 * of them it was.
 *
 * @example
 *     const [ours, theirs] = pipe<string, number>();
 *     const process = new Process({ target: answer, args: [theirs] });
 *     process.start();
 *     theirs.close();
 *     await ours.send(7);
 *     console.log(await ours.receive());
 */
export class Connection<In = unknown, Out = unknown> implements AsyncIterable<In> {
  readonly #end: MessageEnd;

  static {
    // As methods these would have no declaration: those are made without a look into other files.
    Object.defineProperties(this.prototype, {
      [handle]: {
        value(this: Connection): HandleDescription {
          const data = this.#end.travel();
          return { type: "skein.Connection", data, module: pipeHandles };
        },
      },
      [waitable]: {
        value(this: Connection): SharedWaitable {
          return this.#end.waitable;
        },
      },
    });
  }

  /** For {@link pipe}, and for connections that arrive. */
  constructor(end: MessageEnd) {
    this.#end = end;
  }

  /** Whether it can receive. */
  get readable(): boolean {
    return this.#end.readable;
  }

  /** Whether it can send. */
  get writable(): boolean {
    return this.#end.writable;
  }

  /** Whether it has been closed here. */
  get closed(): boolean {
    return this.#end.closed;
  }

  /**
   * Sends a value. Waits while more bytes are under way than the pipe's `capacity` allows, until some have been received;
   * a message that is bigger than that waits until it is alone. Rejects with EndOfPipeError when the other end is gone,
   * and with NotSendableError, which names the way to what can't be sent.
   */
  async send(value: Out, options?: WaitOptions): Promise<void> {
    this.#end.assertWritable();
    await this.#end.put(encodeItem(value), options);
  }

  sendSync(value: Out, options?: WaitOptions): void {
    this.#end.assertWritable();
    this.#end.putSync(encodeItem(value), options, "sendSync");
  }

  /** Sends a value if that needs no wait, and says whether it did. */
  trySend(value: Out): boolean {
    this.#end.assertWritable();
    return this.#end.tryPut(encodeItem(value));
  }

  /**
   * Waits for the next message and gives its value. Rejects with EndOfPipeError when all have been received and the other
   * end is gone.
   */
  async receive(options?: WaitOptions): Promise<In> {
    return this.#value(await this.#end.take(options));
  }

  receiveSync(options?: WaitOptions): In {
    return this.#value(this.#end.takeSync(options, "receiveSync"));
  }

  /** The next value, or undefined when there is none yet. Throws EndOfPipeError. */
  tryReceive(): In | undefined {
    const message = this.#end.tryTake();
    return message === undefined ? undefined : this.#value(message);
  }

  /** Sends bytes as one message, without a codec; there may be none. They can be changed as soon as it has returned. */
  async sendBytes(buffer: ByteSource, options: SendBytesOptions = {}): Promise<void> {
    await this.#end.put(this.#toSend(buffer, options), options);
  }

  sendBytesSync(buffer: ByteSource, options: SendBytesOptions = {}): void {
    this.#end.putSync(this.#toSend(buffer, options), options, "sendBytesSync");
  }

  trySendBytes(buffer: ByteSource, part: BytePart = {}): boolean {
    return this.#end.tryPut(this.#toSend(buffer, part));
  }

  /** Waits for the next message and gives its bytes. Rejects with BufferTooShortError, and as `receive` does. */
  async receiveBytes(options: ReceiveBytesOptions = {}): Promise<Uint8Array> {
    const most = mostOf(options);
    return ownBytes(limitTo(most, await this.#end.take(options)));
  }

  receiveBytesSync(options: ReceiveBytesOptions = {}): Uint8Array {
    const most = mostOf(options);
    return ownBytes(limitTo(most, this.#end.takeSync(options, "receiveBytesSync")));
  }

  /** The bytes of the next message, or undefined when there is none yet. */
  tryReceiveBytes({ maxLength }: Pick<ReceiveBytesOptions, "maxLength"> = {}):
    | Uint8Array
    | undefined {
    const most = mostOf({ maxLength });
    const message = this.#end.tryTake();
    return message === undefined ? undefined : ownBytes(limitTo(most, message));
  }

  /**
   * Waits for the next message, writes it into `buffer`, and gives its length in bytes. A message that is longer than the
   * room is lost for the pipe, but not for you: it is in the `bytes` of the BufferTooShortError. Else it rejects as
   * `receive` does.
   */
  async receiveBytesInto(buffer: ByteSource, options: ReceiveIntoOptions = {}): Promise<number> {
    const target = bytesOf(buffer, options.offset);
    return copyInto(target, await this.#end.take(options));
  }

  receiveBytesIntoSync(buffer: ByteSource, options: ReceiveIntoOptions = {}): number {
    const target = bytesOf(buffer, options.offset);
    return copyInto(target, this.#end.takeSync(options, "receiveBytesIntoSync"));
  }

  /**
   * Whether `receive` would have something to say at once: a message, or that the pipe has ended. Waits at most for
   * `timeout` milliseconds, by default 0, and takes nothing. Rejects with the signal's reason only.
   */
  async poll({ timeout = 0, signal }: WaitOptions = {}): Promise<boolean> {
    return this.#end.poll({ timeout, signal });
  }

  pollSync({ timeout = 0, signal }: WaitOptions = {}): boolean {
    return this.#end.pollSync({ timeout, signal }, "pollSync");
  }

  /** The values one after the other, until the other end is gone. */
  async *[Symbol.asyncIterator](): AsyncGenerator<In, void, undefined> {
    for (;;) {
      const message = await this.#end.take().catch(undefinedAtEnd);
      if (message === undefined) return;
      yield this.#value(message);
    }
  }

  /**
   * This copy of the end is used no more: its waits end with ClosedError. The other side learns of it when it was the
   * last copy. Happens by itself when the connection is garbage. Idempotent.
   */
  close(): void {
    this.#end.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #toSend(buffer: ByteSource, { offset, size }: BytePart): Uint8Array {
    this.#end.assertWritable();
    return bytesOf(buffer, offset, size);
  }

  #value(message: Uint8Array): In {
    // The other end is of the type that sends them.
    return decodeItem(message) as In;
  }
}

/** Makes a connection again from its handle. */
export function reviveConnection(data: unknown): Connection {
  // Only connections make handles of this type.
  return new Connection(MessageEnd.revive(data as EndTravel));
}

function mostOf({ maxLength = Infinity }: ReceiveBytesOptions): number {
  checkLength("maxLength", maxLength);
  return maxLength;
}

function undefinedAtEnd(error: unknown): undefined {
  if (error instanceof EndOfPipeError) return undefined;
  throw error;
}
