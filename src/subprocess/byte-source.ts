import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { ClosedError, MisuseError } from "../errors.ts";
import { Descriptor } from "./descriptor.ts";

/**
 * The end of a pipe that is read here, without limits and scopes: those are OutputPipe's. Nothing is read before somebody
 * asks. One reader at a time.
 */
export class ByteSource {
  #origin: Descriptor | Readable | undefined;
  #chunks: AsyncIterator<Uint8Array> | undefined = undefined;
  /** A read that is under way, or whose chunk nobody has taken. */
  #pending: Promise<Uint8Array | undefined> | undefined = undefined;
  /** What was given back; the last one comes next. */
  readonly #returned: Uint8Array[] = [];
  #isClaimed = false;
  /** Why nothing can be read any more, other than that all has been. */
  #closed: string | undefined = undefined;

  constructor(origin: Descriptor | Readable) {
    this.#origin = origin;
    if (!(origin instanceof Descriptor)) ignoreErrors(origin);
  }

  /** Whether it is neither closed nor read to its end. */
  get isOpen(): boolean {
    return this.#origin !== undefined || this.#returned.length > 0;
  }

  /** Somebody begins to read. Throws MisuseError when somebody else does, ClosedError when it is closed. */
  claim(): void {
    if (this.#closed !== undefined) throw new ClosedError(this.#closed);
    if (this.#isClaimed)
      throw new MisuseError("this pipe is being read by somebody else: let them come to an end");
    this.#isClaimed = true;
  }

  /** Whoever has claimed it reads no more. */
  release(): void {
    this.#isClaimed = false;
  }

  /** What was given back and comes next. */
  get ready(): Uint8Array | undefined {
    return this.#returned.at(-1);
  }

  /** The next chunk, which stays until it is taken; undefined at the end. */
  peek(): Promise<Uint8Array | undefined> {
    if (this.ready !== undefined) return Promise.resolve(this.ready);
    this.#pending ??= this.#fetch();
    return this.#pending;
  }

  /** Takes what `peek` has given. */
  take(): void {
    if (this.#returned.pop() === undefined) this.#pending = undefined;
  }

  /** Puts back what comes next. */
  giveBack(chunk: Uint8Array): void {
    if (chunk.length > 0) this.#returned.push(chunk);
  }

  /**
   * What another program can get as it is, with all that there is to read; undefined when something has been read here,
   * so that the rest must be copied to it. It has to be closed here once the program has it.
   */
  lend(): number | Readable | undefined {
    this.claim();
    this.release();
    const origin = this.#origin;
    if (origin === undefined || this.#chunks !== undefined || this.#returned.length > 0)
      return undefined;
    if (origin instanceof Descriptor) return origin.number;
    // Such a socket reads by itself, but only when the event loop turns.
    return origin instanceof Socket && origin.bytesRead === 0 ? origin : undefined;
  }

  /** Reading fails from now on, also what is under way, and the writer is told by SIGPIPE. Idempotent. */
  close(why = "the pipe has been closed here"): void {
    this.#closed ??= why;
    this.#returned.length = 0;
    this.#letGo();
  }

  async #fetch(): Promise<Uint8Array | undefined> {
    if (this.#closed !== undefined) throw new ClosedError(this.#closed);
    if (this.#origin === undefined) return undefined;
    this.#chunks ??= this.#open();
    try {
      const next = await this.#chunks.next();
      if (next.done !== true) return plain(next.value);
      this.#letGo();
      return undefined;
    } catch (error) {
      this.#letGo();
      throw this.#closed === undefined ? error : new ClosedError(this.#closed);
    }
  }

  #open(): AsyncIterator<Uint8Array> {
    if (this.#origin instanceof Descriptor) {
      this.#origin = new Socket({ fd: this.#origin.take(), readable: true, writable: false });
      ignoreErrors(this.#origin);
    }
    const stream = this.#origin;
    if (stream === undefined) throw new Error("unreachable: there is nothing to read");
    // The types of streams have `any` here; without an encoding, chunks are bytes.
    return stream[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  }

  #letGo(): void {
    const origin = this.#origin;
    this.#origin = undefined;
    if (origin instanceof Descriptor) origin.close();
    else origin?.destroy();
  }
}

/** Without the methods of Node's Buffer. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Whoever reads is told of errors by the iterator; without a listener they would end the program. */
function ignoreErrors(stream: Readable): void {
  stream.on("error", () => {});
}
