import type { Socket } from "node:net";
import { longHeadBytes, longHeadMark, shortHeadBytes } from "./frame-reader.ts";
import type { SystemSocket } from "./system-socket.ts";

/** The longest that the short head can say. Python 3.7 and older read no other. */
const longestShort = 0x7fff_ffff;

/** Messages that are together not longer than this, heads included, are put into one buffer and one plain write. */
const scratchBytes = 65_536;

/** With more than this under way, in bytes, the sender is asked to wait. */
const highWater = 65_536;

/** What a {@link FrameWriter} tells. */
export interface WriterEvents {
  /** All that was written has been given to the kernel. */
  readonly idle: () => void;
  /** What was written in a turn has been given to the socket. */
  readonly flushed: () => void;
}

/** A message, or the parts that it has one behind another: long ones aren't copied together. */
export type Message = Uint8Array | readonly Uint8Array[];

/**
 * Writes messages to a socket. Those of one turn go out together, each with its head, so that there is one system call
 * and no packet with a head alone (CPython's own writes of those wait 40 ms for Nagle and delayed acknowledgements).
 */
export class FrameWriter {
  readonly #socket: Socket;
  readonly #system: SystemSocket | undefined;
  readonly #events: WriterEvents;
  #batch: Message[] = [];
  #batchBytes = 0;
  #writing = 0;

  /** `system`: the socket's own, if it can be had. */
  constructor(socket: Socket, system: SystemSocket | undefined, events: WriterEvents) {
    this.#socket = socket;
    this.#system = system;
    this.#events = events;
  }

  /** Whether the kernel has taken everything. */
  get idle(): boolean {
    return this.#batch.length === 0 && this.#writing === 0;
  }

  /** Sends a message at the end of this turn. It must not change until it is out. False: better wait for `idle`. */
  write(message: Message): boolean {
    if (this.#batch.length === 0) process.nextTick(flush, this);
    this.#batch.push(message);
    this.#batchBytes += lengthOf(message) + shortHeadBytes;
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
    this.#events.flushed();
  }

  #writeTogether(batch: readonly Message[], length: number): void {
    const buffer = takeScratch();
    let at = 0;
    for (const message of batch) {
      writeInt32(buffer, at, lengthOf(message));
      at += shortHeadBytes;
      if (message instanceof Uint8Array) {
        buffer.set(message, at);
        at += message.byteLength;
        continue;
      }
      for (const part of message) {
        buffer.set(part, at);
        at += part.byteLength;
      }
    }
    const sent = this.#system?.send(buffer, length) ?? 0;
    if (sent < length) this.#give(buffer.subarray(sent, length));
    // What the kernel has taken wholly is free for the next; the rest of this one is the socket's until it is out.
    if (this.#socket.writableLength === 0) scratch = buffer;
    if (sent === length && this.idle) this.#events.idle();
  }

  #writeApart(batch: readonly Message[]): void {
    // When this fails, what has come is read before the socket ends; when the socket's own write does, it is lost.
    this.#system?.send(nothing, 0);
    this.#socket.cork();
    for (const message of batch) {
      this.#give(headOf(lengthOf(message)));
      for (const part of partsOf(message)) if (part.byteLength > 0) this.#give(part);
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
    if (this.idle) this.#events.idle();
  };
}

function lengthOf(message: Message): number {
  if (message instanceof Uint8Array) return message.byteLength;
  return message.reduce((sum, part) => sum + part.byteLength, 0);
}

function partsOf(message: Message): readonly Uint8Array[] {
  return message instanceof Uint8Array ? [message] : message;
}

const nothing = new Uint8Array(0);

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
