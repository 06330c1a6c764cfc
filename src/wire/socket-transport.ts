import type { Socket } from "node:net";
import { DescriptorWriter } from "./descriptor-writer.ts";
import { attachmentBytes, headLength, serializeWord, writeHead } from "./frame-layout.ts";
import { FrameReader } from "./frame-reader.ts";
import { Inbox } from "./inbox.ts";
import type { Frame, Transport } from "./transport.ts";

/** Frames up to this size, head included, are put together in one reused buffer and written with one plain write. */
const scratchBytes = 65_536;

/**
 * A transport over one end of a socket pair, between a parent process and its child. Frames are written at once where
 * the kernel takes them, the rest is queued in order. Attachments are buffers; they arrive as ArrayBuffers.
 */
export class SocketTransport implements Transport {
  readonly attaches = "buffers";
  readonly sharesMemory = false;
  readonly #socket: Socket;
  readonly #writer: DescriptorWriter;
  readonly #inbox = new Inbox();
  readonly #scratch = new Uint8Array(scratchBytes);
  #closing = false;
  #received = 0;
  #told: (text: string) => void = () => {};
  #error: Error | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.#writer = new DescriptorWriter(socket);
    const reader = new FrameReader(
      (frame) => {
        this.#received += 1;
        this.#inbox.deliver(frame);
      },
      (text) => this.#told(text),
    );
    socket.on("data", (chunk: Buffer) => this.#guard(() => reader.push(chunk)));
    // Errors of the connection itself only say that the other side has gone; "close" follows and tells.
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#inbox.end());
  }

  /** How many frames have come. */
  get received(): number {
    return this.#received;
  }

  /** Why the stream was given up, when it was corrupt. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Throws MisuseError for an attachment that isn't a buffer; nothing has been sent then. */
  send(frame: Frame): void {
    if (this.#closing || this.#inbox.ended) return;
    const attachments = attachmentBytes(frame);
    const head = headLength(frame);
    const length = head + frame.bytes.byteLength;
    if (length <= scratchBytes) {
      writeHead(this.#scratch, frame, attachments);
      this.#scratch.set(frame.bytes, head);
      this.#writer.write([this.#scratch.subarray(0, length), ...attachments]);
    } else {
      const lengths = new Uint8Array(head);
      writeHead(lengths, frame, attachments);
      this.#writer.write([lengths, frame.bytes, ...attachments]);
    }
  }

  /** Sends a word to the place itself, in order with the frames. */
  tell(text: string): void {
    if (!this.#closing && !this.#inbox.ended) this.#writer.write([serializeWord(text)]);
  }

  /** Takes the one listener for words; there must be one before the first can come. */
  told(listener: (text: string) => void): void {
    this.#told = listener;
  }

  receive(listener: (frame: Frame) => void): void {
    this.#inbox.receive(listener);
  }

  closed(listener: () => void): void {
    this.#inbox.closed(listener);
  }

  /** What has been sent still goes out; then the other side is told. */
  close(): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#writer.whenIdle(() => this.#socket.end());
  }

  /** Blocks until everything that was sent is out; only for the end of the process. */
  flushForExit(): void {
    this.#writer.flushForExit();
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  /** A listener's own error is not the stream's: it goes its way as uncaught, only a corrupt stream ends here. */
  #guard(push: () => void): void {
    try {
      push();
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "ERR_SKEIN_CORRUPT_STREAM"))
        throw error;
      this.#error = error;
      this.#socket.destroy();
    }
  }
}
