import { receiveMessageOnPort } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import { Inbox } from "./inbox.ts";
import type { Frame, Transport } from "./transport.ts";

/** From this size on (bytes) moving the copy to the other thread beats having it cloned once more. */
const transferFrom = 16_384;

const nothing: readonly never[] = Object.freeze([]);

/**
 * A transport over one end of a MessageChannel, between threads of one process. A frame is posted as the bare bytes, or
 * as `[bytes, ...attachments]` when something rides along. The port keeps its thread alive once `receive` or `closed`
 * has been called; `unref()` undoes that.
 */
export class PortTransport implements Transport {
  readonly attaches = "objects";
  readonly sharesMemory = true;
  readonly #port: MessagePort;
  readonly #inbox = new Inbox();

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
    // An exact copy: cloning a view would clone the whole buffer that it looks upon.
    const bytes = Uint8Array.prototype.slice.call(frame.bytes);
    if (frame.attachments.length > 0) {
      this.#port.postMessage([bytes, ...frame.attachments], frame.transfer);
    } else if (bytes.byteLength >= transferFrom) {
      this.#port.postMessage(bytes, [bytes.buffer]);
    } else {
      this.#port.postMessage(bytes);
    }
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
    if (message instanceof Uint8Array) {
      this.#inbox.deliver({ bytes: message, attachments: nothing, transfer: nothing });
    } else if (Array.isArray(message)) {
      const [bytes, ...attachments]: unknown[] = message;
      if (bytes instanceof Uint8Array)
        this.#inbox.deliver({ bytes, attachments, transfer: nothing });
    }
  }
}
