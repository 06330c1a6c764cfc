import { ConnectionLostError, MessageTooLongError } from "../errors.ts";
import { MessageAssembly } from "./message-assembly.ts";

/** A length as an int32, big-endian. */
export const shortHeadBytes = 4;
/** -1 as an int32, and the length as a uint64: Python 3.8 and newer write it above 0x7fffffff. */
export const longHeadBytes = 12;
/** What stands in the int32 when the uint64 follows. */
export const longHeadMark: number = -1;

/** What a {@link FrameReader} tells. */
export interface FrameEvents {
  /** A message has come whole. */
  readonly message: (bytes: Uint8Array) => void;
  /** Gives the longest message that is allowed now; asked when a length has been read. */
  readonly limit: () => number;
  /** The stream is useless from here on: MessageTooLongError, or ConnectionLostError for a length that none can have. */
  readonly unreadable: (error: Error) => void;
}

/**
 * Cuts a byte stream into the messages of CPython's connections, however it was split on the way. A message that lies
 * in one chunk is given as a view on the chunk, without a copy.
 */
export class FrameReader {
  readonly #events: FrameEvents;
  readonly #head: Uint8Array = new Uint8Array(longHeadBytes);
  #headFilled = 0;
  #assembly: MessageAssembly | undefined;
  #stopped = false;

  constructor(events: FrameEvents) {
    this.#events = events;
  }

  /** Whether a message, or the length before it, has come in part. */
  get insideMessage(): boolean {
    return this.#headFilled > 0 || this.#assembly !== undefined;
  }

  /** The length of the message that has come in part; undefined if there is none. */
  get expected(): number | undefined {
    return this.#assembly?.length;
  }

  /** Where the rest of a long message may be written, instead of pushing it; undefined if there is no such place. */
  get room(): Uint8Array | undefined {
    return this.#assembly?.room;
  }

  /** So many bytes have been written into `room`. */
  fill(count: number): void {
    const whole = this.#assembly?.fill(count);
    if (whole === undefined) return;
    this.#assembly = undefined;
    this.#events.message(whole);
  }

  /** Tells nothing more, not even what is left of the chunk that is being read. */
  stop(): void {
    this.#stopped = true;
  }

  /** Takes the next chunk, which must not change afterwards. */
  push(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.byteLength && !this.#stopped) {
      if (this.#assembly === undefined) at = this.#begin(chunk, at);
      else at = this.#goOn(this.#assembly, chunk, at);
    }
  }

  #begin(chunk: Uint8Array, at: number): number {
    if (this.#headFilled > 0 || at + shortHeadBytes > chunk.byteLength) {
      return this.#gatherHead(chunk, at);
    }
    const length = int32At(chunk, at);
    if (length < 0) return this.#gatherHead(chunk, at);
    if (!this.#fits(length)) return at;
    const start = at + shortHeadBytes;
    if (start + length > chunk.byteLength) {
      this.#assembly = new MessageAssembly(length);
      return start;
    }
    this.#events.message(new Uint8Array(chunk.buffer, chunk.byteOffset + start, length));
    return start + length;
  }

  /** A head that came in pieces, or the long one. */
  #gatherHead(chunk: Uint8Array, at: number): number {
    const head = this.#head;
    let position = at;
    while (position < chunk.byteLength) {
      head[this.#headFilled++] = chunk[position++] ?? 0;
      if (this.#headFilled !== shortHeadBytes && this.#headFilled !== longHeadBytes) continue;
      const length = lengthIn(head, this.#headFilled);
      if (length === undefined) continue;
      this.#headFilled = 0;
      if (!this.#fits(length)) break;
      if (length === 0) this.#events.message(new Uint8Array(0));
      else this.#assembly = new MessageAssembly(length);
      break;
    }
    return position;
  }

  #goOn(assembly: MessageAssembly, chunk: Uint8Array, at: number): number {
    const part = chunk.subarray(at, at + assembly.missing);
    const whole = assembly.add(part);
    if (whole !== undefined) {
      this.#assembly = undefined;
      this.#events.message(whole);
    }
    return at + part.byteLength;
  }

  #fits(length: number): boolean {
    const limit = this.#events.limit();
    if (length >= 0 && length <= limit) return true;
    this.stop();
    const error =
      length < 0
        ? new ConnectionLostError(`the other end sent ${length} as the length of a message`)
        : new MessageTooLongError(length, limit);
    this.#events.unreadable(error);
    return false;
  }
}

/** The length in a head of which so many bytes have come; undefined when the long form goes on. */
function lengthIn(head: Uint8Array, filled: number): number | undefined {
  const view = new DataView(head.buffer, head.byteOffset);
  if (filled === longHeadBytes) return Number(view.getBigUint64(shortHeadBytes));
  const length = view.getInt32(0);
  return length === longHeadMark ? undefined : length;
}

function int32At(bytes: Uint8Array, at: number): number {
  // The caller has checked that there are four bytes.
  return (
    ((bytes[at] ?? 0) << 24) |
    ((bytes[at + 1] ?? 0) << 16) |
    ((bytes[at + 2] ?? 0) << 8) |
    (bytes[at + 3] ?? 0)
  );
}
