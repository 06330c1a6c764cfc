import { Inbox } from "./inbox.ts";
import type { Frame, Transport } from "./transport.ts";

/**
 * Two ends in one thread, for inline workers and for tests. Frames arrive in order, in a later microtask, and nothing
 * is shared: bytes are copied, attachments go through structured clone.
 */
export function loopback(): [Transport, Transport] {
  const left = new LoopbackTransport();
  const right = new LoopbackTransport();
  left.connect(right);
  right.connect(left);
  return [left, right];
}

class LoopbackTransport implements Transport {
  readonly attaches = "objects";
  readonly sharesMemory = true;
  readonly #inbox = new Inbox();
  #peer: LoopbackTransport | undefined;
  #arriving: Frame[] = [];

  connect(peer: LoopbackTransport): void {
    this.#peer = peer;
  }

  /** Throws DataCloneError when an attachment can't be cloned; nothing has been sent then. */
  send(frame: Frame): void {
    this.#peer?.accept({
      bytes: Uint8Array.prototype.slice.call(frame.bytes),
      attachments: structuredClone(frame.attachments, { transfer: [...frame.transfer] }),
      transfer: [],
    });
  }

  accept(frame: Frame): void {
    this.#arriving.push(frame);
    if (this.#arriving.length === 1) queueMicrotask(() => this.#deliver());
  }

  receive(listener: (frame: Frame) => void): void {
    this.#inbox.receive(listener);
  }

  closed(listener: () => void): void {
    this.#inbox.closed(listener);
  }

  /** Frames on their way are still delivered; the other side is told after the last one. */
  close(): void {
    const peer = this.#peer;
    if (peer === undefined) return;
    this.#peer = undefined;
    this.#inbox.end();
    queueMicrotask(() => peer.close());
  }

  #deliver(): void {
    const frames = this.#arriving;
    this.#arriving = [];
    for (const frame of frames) this.#inbox.deliver(frame);
  }
}
