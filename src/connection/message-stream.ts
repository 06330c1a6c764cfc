import { AsyncResource } from "node:async_hooks";
import type { Socket } from "node:net";
import { ConnectionLostError } from "../errors.ts";
import { expectGarbage } from "../memory/young-garbage.ts";
import { FrameReader } from "./frame-reader.ts";
import { FrameWriter, type Message } from "./frame-writer.ts";
import { type Lingered, lingering } from "./lingering.ts";
import { StallWatch } from "./stall-watch.ts";
import { SystemSocket } from "./system-socket.ts";

/** What a {@link MessageStream} tells. */
export interface StreamEvents {
  /** The next message; its memory may be a view on a larger piece. */
  message(bytes: Uint8Array): void;
  /** Nothing more comes: the other side has closed between two messages (undefined), or the stream has failed. */
  end(error: Error | undefined): void;
  /** All that was written has been given to the kernel. */
  idle(): void;
  /** The longest message that is allowed now, in bytes; asked when the length of one has come. */
  limit(): number;
}

/** For what comes between messages; in use only within one call. */
const scratch: Uint8Array = new Uint8Array(65_536);

/** So often is read in one turn of the event loop, for others have to have their turn. */
const mostReads = 16;

/** So often from somebody who has gone: more than any system keeps for a socket. */
const mostLastReads = 256;

/** Hears nothing; what comes is read on. */
const silent: StreamEvents = {
  message: () => {},
  end: () => {},
  idle: () => {},
  limit: () => 0,
};

/**
 * Messages over a socket, without promises. It takes the socket as its own, and doesn't keep the program alive: whoever
 * waits for something does. `use` says who hears of what happens; it may be called in the midst of an event, and what
 * comes next goes to the new one.
 */
export class MessageStream implements Lingered {
  readonly #socket: Socket;
  readonly #reader: FrameReader;
  readonly #writer: FrameWriter;
  #events: StreamEvents = silent;
  #ended = false;
  #closed = false;
  #holders = 0;
  #paused = false;
  #cause: Error | undefined;
  readonly #watch: StallWatch;
  /** Where reading and writing past the event loop is possible. */
  readonly #system: SystemSocket | undefined;
  /** What comes is handled in the scope in which the stream was made, whoever has caused it to be read. */
  readonly #scope = new AsyncResource("SKEIN_CONNECTION");

  /** `messageTimeout`: for how many milliseconds nothing may come in the midst of a message. */
  constructor(socket: Socket, messageTimeout: number) {
    this.#socket = socket;
    this.#watch = new StallWatch(messageTimeout, {
      awaited: () => this.#reader.insideMessage && !this.#paused,
      stalled: () => {
        const text = `the rest of a message did not come within ${messageTimeout} ms`;
        this.fail(new ConnectionLostError(text));
      },
    });
    this.#reader = new FrameReader({
      message: (bytes) => this.#events.message(bytes),
      limit: () => this.#events.limit(),
      unreadable: (error) => this.fail(error),
    });
    this.#system = SystemSocket.of(socket, () => this.#readRest());
    this.#writer = new FrameWriter(socket, this.#system, {
      idle: () => this.#events.idle(),
      flushed: () => this.#expectMore(),
    });
    socket.unref();
  }

  /** The length of the message that has come in part; undefined if there is none. */
  get expected(): number | undefined {
    return this.#reader.expected;
  }

  /** Begins to read; somebody must be told by then. */
  begin(): void {
    const socket = this.#socket;
    socket.on("error", (error) => (this.#cause = error));
    socket.on("end", () => this.#ending());
    socket.on("close", () => this.#ending());
    socket.on("data", (chunk: Uint8Array) => {
      this.#arrived(chunk.byteLength);
      this.#reader.push(chunk);
      this.#readOn();
    });
  }

  takeIn(): boolean {
    if (!this.#receive()) return false;
    this.#readOn();
    return true;
  }

  /** From now on `events` are told. */
  use(events: StreamEvents): void {
    this.#events = events;
  }

  /** Sends a message at the end of this turn; false asks to wait until it is idle. Nothing happens after the end. */
  write(message: Message): boolean {
    if (this.#ended) return true;
    return this.#writer.write(message);
  }

  /** Reads no more until `resume`; messages of a chunk that has come already still come. */
  pause(): void {
    this.#paused = true;
    if (!this.#ended) this.#socket.pause();
  }

  /** Reads on. */
  resume(): void {
    this.#paused = false;
    if (this.#ended) return;
    this.#watch.touch();
    this.#socket.resume();
  }

  /** Keeps the program alive, until `unref` has been called as often, or until the end. */
  ref(): void {
    this.#holders += 1;
    if (this.#holders === 1 && !this.#ended) this.#socket.ref();
  }

  /** Gives back one `ref`. */
  unref(): void {
    this.#holders -= 1;
    if (this.#holders === 0 && !this.#ended) this.#socket.unref();
  }

  /** Tells the other end at once that what it has sent is here: it may be waiting for that before it sends on. */
  acknowledge(): void {
    this.#system?.acknowledge();
  }

  /** What was written still goes out; then the other side is told. Nothing is told any more. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#silence();
    this.#writer.flush();
    this.#socket.destroySoon();
  }

  /** The same, but at once: what hasn't gone out is lost. */
  destroy(): void {
    this.#closed = true;
    this.#silence();
    this.#socket.destroy();
  }

  /** Ends with `error`, and tells. */
  fail(error: Error): void {
    const events = this.#events;
    if (this.#ended) return;
    this.close();
    events.end(error);
  }

  #arrived(length: number): void {
    lingering.forget(this);
    // Its memory won't be needed for long, mostly.
    expectGarbage(length);
  }

  /** Reads past the event loop; false when nothing has come. */
  #receive(): boolean {
    return !this.#paused && this.#receiveAnyway();
  }

  #receiveAnyway(): boolean {
    if (this.#ended || this.#system === undefined) return false;
    const { room = scratch } = this.#reader;
    const count = this.#system.receive(room);
    if (count === 0) return false;
    this.#arrived(count);
    this.#scope.runInAsyncScope(this.#received, undefined, room, count);
    return true;
  }

  readonly #received = (room: Uint8Array, count: number): void => {
    if (room === scratch) this.#reader.push(Buffer.from(scratch.subarray(0, count)));
    else this.#reader.fill(count);
  };

  /** What has come already of a long message is read into the message's own memory. */
  #readOn(): void {
    let reads = 0;
    while (this.#reader.room !== undefined && reads < mostReads && this.#receive()) reads += 1;
    if (this.#ended) return;
    this.#watch.touch();
    if (this.#reader.insideMessage) this.acknowledge();
  }

  /** The other side has gone, and what it has sent before is still there, but not for long: pauses don't count. */
  #readRest(): void {
    let reads = 0;
    // It tells "data".
    while (this.#socket.read() !== null) reads += 1;
    while (reads < mostLastReads && this.#receiveAnyway()) reads += 1;
  }

  /** Who was written to will write. */
  #expectMore(): void {
    if (this.#system !== undefined && !this.#ended) lingering.expect(this);
  }

  #silence(): void {
    this.#ended = true;
    lingering.forget(this);
    this.#watch.cancel();
    this.#reader.stop();
    this.#events = silent;
  }

  #ending(): void {
    if (this.#ended) return;
    const error = this.#loss();
    const events = this.#events;
    this.#silence();
    this.#socket.destroySoon();
    events.end(error);
  }

  #loss(): Error | undefined {
    const cause = this.#cause;
    // A pipe that is broken says that the other side has closed it: an end as good as any, if nothing was under way.
    const isPlain = cause === undefined || ("code" in cause && cause.code === "EPIPE");
    if (isPlain && !this.#reader.insideMessage) return undefined;
    const text = this.#reader.insideMessage
      ? "the connection ended in the middle of a message"
      : `the connection failed: ${cause?.message ?? ""}`;
    return new ConnectionLostError(text, { cause });
  }
}
