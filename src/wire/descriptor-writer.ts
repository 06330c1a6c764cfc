import { writeSync, writevSync } from "node:fs";
import type { Socket } from "node:net";
import { PieceQueue } from "./piece-queue.ts";

/** How long a forced flush sleeps between two tries, in milliseconds. */
const retryAfter = 1;

/** So many pieces at most go into one writev(2): IOV_MAX is 1,024 everywhere. */
const mostPieces = 512;

/** The kernel has no room now; nothing is wrong. */
const busy: ReadonlySet<unknown> = new Set(["EAGAIN", "EINTR", "ENOBUFS"]);

/**
 * Writes to the descriptor under a `net.Socket` directly, so that bytes are out before a crash or `process.exit()`.
 * What the kernel doesn't take at once is copied and queued; the queue goes on when the socket is writable again. As
 * Node has no "tell me when writable", the queue's next single byte is handed to `socket.write()` for that: a byte is
 * written wholly or not at all, so at any moment it is known what is still to be written.
 */
export class DescriptorWriter {
  readonly #socket: Socket;
  readonly #queue = new PieceQueue();
  /** The byte that `socket.write()` holds until the socket is writable. */
  #probe: Uint8Array | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Whether everything has been given to the kernel. */
  get idle(): boolean {
    return this.#probe === undefined && this.#queue.empty;
  }

  /** Calls the listener once when everything has been given to the kernel; at once when it has been already. */
  whenIdle(listener: () => void): void {
    if (this.idle) listener();
    else this.#whenIdle = listener;
  }

  /** Writes the pieces in order. They may be changed as soon as this returns. */
  write(pieces: readonly Uint8Array[]): void {
    if (this.#socket.destroyed) return;
    const descriptor = descriptorOf(this.#socket);
    if (descriptor === undefined) {
      // No descriptor to write to on this platform: everything goes through the stream.
      for (const piece of pieces) this.#socket.write(copyOf(piece));
      return;
    }
    const written = this.idle ? tryWrite(descriptor, pieces) : 0;
    this.#queueRest(pieces, written);
  }

  /**
   * Writes what is queued, blocking the thread until it is out or the other side has gone. Only for the end of the
   * process: the stream would write its byte once more.
   */
  flushForExit(): void {
    if (this.#probe !== undefined && this.#socket.writableLength > 0)
      this.#queue.putBack(this.#probe);
    const cell = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    for (;;) {
      this.#writeQueue();
      if (this.#queue.empty) return;
      Atomics.wait(cell, 0, 0, retryAfter);
    }
  }

  #queueRest(pieces: readonly Uint8Array[], written: number): void {
    let skip = written;
    for (const piece of pieces) {
      if (skip < piece.byteLength) this.#queue.push(copyOf(piece.subarray(skip)));
      skip = Math.max(0, skip - piece.byteLength);
    }
    if (this.#probe === undefined) this.#waitUntilWritable();
  }

  /** Writes from the queue until it is empty or the kernel has no more room. */
  #writeQueue(): void {
    while (!this.#queue.empty) {
      const descriptor = descriptorOf(this.#socket);
      const pieces = this.#queue.peek(mostPieces);
      const length = lengthOf(pieces);
      // Without a descriptor the socket has been closed, and nobody is there to read.
      const written = descriptor === undefined ? length : tryWrite(descriptor, pieces);
      this.#queue.skip(written);
      if (written < length) return;
    }
  }

  #waitUntilWritable(): void {
    const [first] = this.#queue.peek(1);
    if (first === undefined) {
      this.#whenIdle?.();
      this.#whenIdle = undefined;
      return;
    }
    this.#probe = first.subarray(0, 1);
    this.#queue.skip(1);
    this.#socket.write(this.#probe, () => {
      this.#probe = undefined;
      this.#writeQueue();
      this.#waitUntilWritable();
    });
  }
}

/** The descriptor under a socket; undefined when it is closed or the platform has none (Windows). */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null) return undefined;
  const descriptor: unknown = Reflect.get(handle, "fd");
  return typeof descriptor === "number" && descriptor >= 0 ? descriptor : undefined;
}

/** How much was written: 0 when the kernel has no room, everything (in vain) when the other side has gone. */
function tryWrite(descriptor: number, pieces: readonly Uint8Array[]): number {
  const [first] = pieces;
  if (first === undefined) return 0;
  try {
    if (pieces.length === 1) return writeSync(descriptor, first, 0, first.byteLength, null);
    return writevSync(descriptor, pieces.slice(0, mostPieces));
  } catch (error) {
    if (error instanceof Error && "code" in error && busy.has(error.code)) return 0;
    return lengthOf(pieces);
  }
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.byteLength, 0);
}

function copyOf(piece: Uint8Array): Uint8Array {
  return Uint8Array.prototype.slice.call(piece);
}
