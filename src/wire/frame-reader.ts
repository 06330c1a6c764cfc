import { constants } from "node:buffer";
import { SkeinError } from "../errors.ts";
import { frameMagic, headBytes, lengthBytes, wordMagic } from "./frame-layout.ts";
import type { Frame } from "./transport.ts";

const nothing: readonly never[] = Object.freeze([]);

type Stage = "head" | "lengths" | "bytes" | "attachment";

/**
 * Cuts a byte stream into frames again, however it was split on the way. A part that lies whole in one chunk is given
 * as a view on the chunk; an attachment always gets an ArrayBuffer of its own, exactly as large as it is.
 */
export class FrameReader {
  readonly #deliver: (frame: Frame) => void;
  readonly #tell: (text: string) => void;
  #stage: Stage = "head";
  #wanted: number = headBytes;
  /** The part that is being put together from several chunks, and how much of it is there. */
  #part: Uint8Array | undefined;
  #filled = 0;
  #isWord = false;
  #bytesLength = 0;
  #bytes: Uint8Array = new Uint8Array();
  #lengths: number[] = [];
  #attachments: ArrayBufferLike[] = [];

  /** `tell` is given the words that come between the frames. */
  constructor(deliver: (frame: Frame) => void, tell: (text: string) => void = () => {}) {
    this.#deliver = deliver;
    this.#tell = tell;
  }

  /** Takes the next chunk, which must not change afterwards. Throws when the stream is corrupt; it is useless then. */
  push(chunk: Uint8Array): void {
    let position = 0;
    while (position < chunk.byteLength || this.#wanted === 0) {
      const missing = this.#wanted - this.#filled;
      const part = chunk.subarray(position, position + missing);
      position += part.byteLength;
      const whole =
        part.byteLength === this.#wanted && this.#stage !== "attachment"
          ? part
          : this.#gather(part);
      if (whole !== undefined) this.#finish(whole);
    }
  }

  #gather(part: Uint8Array): Uint8Array | undefined {
    this.#part ??= allocate(this.#wanted);
    this.#part.set(part, this.#filled);
    this.#filled += part.byteLength;
    if (this.#filled < this.#wanted) return undefined;
    const whole = this.#part;
    this.#part = undefined;
    this.#filled = 0;
    return whole;
  }

  #finish(whole: Uint8Array): void {
    switch (this.#stage) {
      case "head":
        return this.#finishHead(whole);
      case "lengths":
        return this.#finishLengths(whole);
      case "bytes":
        this.#bytes = whole;
        break;
      case "attachment":
        this.#attachments.push(whole.buffer);
        break;
    }
    this.#next();
  }

  #finishHead(head: Uint8Array): void {
    const view = viewOf(head);
    const kind = view.getUint32(0, true);
    if (kind !== frameMagic && kind !== wordMagic) {
      throw corrupt("a frame does not begin where one should");
    }
    this.#isWord = kind === wordMagic;
    this.#bytesLength = view.getUint32(4, true);
    const attachments = view.getUint32(8, true);
    if (attachments === 0) this.#expect("bytes", this.#bytesLength);
    else this.#expect("lengths", attachments * lengthBytes);
  }

  #finishLengths(lengths: Uint8Array): void {
    const view = viewOf(lengths);
    this.#lengths = [];
    for (let offset = 0; offset < lengths.byteLength; offset += lengthBytes) {
      this.#lengths.push(checkedLength(view.getFloat64(offset, true)));
    }
    this.#expect("bytes", this.#bytesLength);
  }

  /** On to the next attachment, or, behind the last one, out with the frame. */
  #next(): void {
    const length = this.#lengths[this.#attachments.length];
    if (length !== undefined) return this.#expect("attachment", length);
    const attachments = this.#attachments.length === 0 ? nothing : this.#attachments;
    const frame = { bytes: this.#bytes, attachments, transfer: nothing };
    this.#lengths = [];
    this.#attachments = [];
    this.#expect("head", headBytes);
    if (this.#isWord) this.#tell(Buffer.from(frame.bytes).toString());
    else this.#deliver(frame);
  }

  #expect(stage: Stage, length: number): void {
    this.#stage = stage;
    this.#wanted = checkedLength(length);
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function checkedLength(length: number): number {
  if (!Number.isSafeInteger(length) || length < 0 || length > constants.MAX_LENGTH) {
    throw corrupt(`a part of a frame is said to have ${length} bytes`);
  }
  return length;
}

function allocate(length: number): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch (error) {
    throw corrupt(`there is no memory for a part of ${length} bytes`, error);
  }
}

function corrupt(message: string, cause?: unknown): SkeinError {
  return new SkeinError(
    "ERR_SKEIN_CORRUPT_STREAM",
    `the connection to a worker is corrupt: ${message}`,
    { cause },
  );
}
