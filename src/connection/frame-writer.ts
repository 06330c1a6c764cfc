import type { Socket } from "node:net";
import { longHeadBytes, longHeadMark, shortHeadBytes } from "./frame-reader.ts";

/** The longest that the short head can say. Python 3.7 and older read no other. */
const longestShort = 0x7fff_ffff;

/** Messages that are together not longer than this, heads included, are put into one buffer and one plain write. */
const scratchBytes = 65_536;

/** With more than this under way, in bytes, the sender is asked to wait. */
const highWater = 65_536;

/**
 * Writes messages to a socket. Those of one turn go out together, each with its head, so that there is one system call
 * and no packet with a head alone (CPython's own writes of those wait 40 ms for Nagle and delayed acknowledgements).
 */
export class FrameWriter {
  readonly #socket: Socket;
  readonly #onIdle: () => void;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #writing = 0;

  /** `onIdle` is called whenever all that was written has been given to the kernel. */
  constructor(socket: Socket, onIdle: () => void) {
    this.#socket = socket;
    this.#onIdle = onIdle;
  }

  /** Whether the kernel has taken everything. */
  get idle(): boolean {
    return this.#batch.length === 0 && this.#writing === 0;
  }

  /** Sends a message at the end of this turn. It must not change until it is out. False: better wait for `onIdle`. */
  write(message: Uint8Array): boolean {
    if (this.#batch.length === 0) process.nextTick(flush, this);
    this.#batch.push(message);
    this.#batchBytes += message.byteLength + shortHeadBytes;
    return this.#batchBytes + this.#socket.writableLength < highWater;
  }

  /** Gives to the socket what has been written in this turn. */
  flush(): void {
    const batch = this.#batch;
    if (batch.length === 0) return;
    const length = this.#batchBytes;
    this.#batch = [];
    this.#batchBytes = 0;
    if (length <= scratchBytes) this.#writeTogether(batch, length);
    else this.#writeApart(batch);
  }

  #writeTogether(batch: readonly Uint8Array[], length: number): void {
    const buffer = takeScratch();
    let at = 0;
    for (const message of batch) {
      writeInt32(buffer, at, message.byteLength);
      buffer.set(message, at + shortHeadBytes);
      at += shortHeadBytes + message.byteLength;
    }
    this.#give(buffer.subarray(0, length));
    // What the kernel has taken wholly is free for the next; the rest of this one is the socket's until it is out.
    if (this.#socket.writableLength === 0) scratch = buffer;
  }

  #writeApart(batch: readonly Uint8Array[]): void {
    this.#socket.cork();
    for (const message of batch) {
      this.#give(headOf(message.byteLength));
      if (message.byteLength > 0) this.#give(message);
    }
    this.#socket.uncork();
  }

  #give(bytes: Uint8Array): void {
    this.#writing += 1;
    this.#socket.write(bytes, this.#given);
  }

  readonly #given = (error?: Error | null): void => {
    this.#writing -= 1;
    // What failed hasn't been taken: who waits for that must not believe it.
    if (error !== undefined && error !== null) return;
    if (this.idle) this.#onIdle();
  };
}

/** The head of a message of `length` bytes. */
export function headOf(length: number): Uint8Array {
  const isShort = length <= longestShort;
  const head = Buffer.allocUnsafe(isShort ? shortHeadBytes : longHeadBytes);
  head.writeInt32BE(isShort ? length : longHeadMark);
  if (!isShort) head.writeBigUInt64BE(BigInt(length), shortHeadBytes);
  return head;
}

/** One for all connections of the thread: it is in use only within one call. */
let scratch: Buffer | undefined;

function takeScratch(): Buffer {
  const taken = scratch ?? Buffer.allocUnsafeSlow(scratchBytes);
  scratch = undefined;
  return taken;
}

function writeInt32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function flush(writer: FrameWriter): void {
  writer.flush();
}
