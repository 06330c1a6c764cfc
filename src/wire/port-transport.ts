import { receiveMessageOnPort } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { Inbox } from "./inbox.ts";
import type { Frame, Transport } from "./transport.ts";

/**
 * Up to this size (bytes) a frame crosses as a string of one-byte characters, which structured clone copies faster than
 * it rebuilds a typed array: 1.8 instead of 3.2 µs for 16 bytes. Larger ones move as an ArrayBuffer: 4.3 instead of
 * 7.6 µs for 4 KiB.
 */
const largestString = 2_048;

const nothing: readonly never[] = Object.freeze([]);

/**
 * A transport over one end of a MessageChannel, between threads of one process. A frame is posted as a string
 * or an ArrayBuffer, or as `[bytes, ...attachments]` when something rides along. The port keeps its thread alive once `receive` or `closed`
 * has been called; `unref()` undoes that.
 */
export class PortTransport implements Transport {
  readonly attaches = "objects";
  readonly sharesMemory = true;
  readonly #port: MessagePort;
  readonly #inbox = new Inbox();
  #told: (text: string) => void = () => {};

  constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: unknown) => this.#deliver(message));
    // A message that can't be rebuilt here is lost, and with it the order: the connection is of no use any more.
    port.on("messageerror", () => this.close());
    port.on("close", () => this.#inbox.end());
  }

  /** Throws DataCloneError when an attachment can't be cloned; nothing has been sent then. */
  send(frame: Frame): void {
    if (this.#inbox.ended) return;
    const { bytes, attachments, transfer } = frame;
    if (attachments.length > 0) {
      this.#port.postMessage([copyOf(bytes), ...attachments], transfer);
    } else if (bytes.byteLength > largestString) {
      const { buffer } = copyOf(bytes);
      this.#port.postMessage(buffer, [buffer]);
    } else {
      const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      this.#port.postMessage(view.toString("latin1"));
    }
  }

  /** Sends a word to the place itself, in order with the frames. */
  tell(text: string): void {
    if (!this.#inbox.ended) this.#port.postMessage({ word: text });
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

  close(): void {
    this.#port.close();
    this.#inbox.end();
  }

  /**
   * For the owner of a thread that has ended: delivers at once what it had still posted, and then tells the end. The
   * event loop would bring these messages too, but perhaps only after the thread's exit has been told.
   */
  finish(): void {
    for (;;) {
      const received = receiveMessageOnPort(this.#port);
      if (received === undefined) break;
      this.#deliver(received.message);
    }
    this.close();
  }

  ref(): void {
    this.#port.ref();
  }

  unref(): void {
    this.#port.unref();
  }

  #deliver(message: unknown): void {
    if (typeof message === "string") {
      this.#inbox.deliver(bare(Buffer.from(message, "latin1")));
    } else if (message instanceof ArrayBuffer) {
      this.#inbox.deliver(bare(new Uint8Array(message)));
    } else if (Array.isArray(message)) {
      const parts: readonly unknown[] = message;
      const [bytes, ...attachments] = parts;
      if (bytes instanceof Uint8Array) {
        this.#inbox.deliver({ bytes, attachments, transfer: nothing });
      }
    } else if (isWord(message)) {
      this.#told(message.word);
    }
  }
}

function bare(bytes: Uint8Array): Frame {
  return { bytes, attachments: nothing, transfer: nothing };
}

/** An exact copy: cloning a view would clone the whole buffer that it looks upon. */
function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.prototype.slice.call(bytes);
}

function isWord(message: unknown): message is { readonly word: string } {
  return (
    typeof message === "object" &&
    message !== null &&
    "word" in message &&
    typeof message.word === "string"
  );
}
