import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { ClosedError, EndOfPipeError, MisuseError } from "../errors.ts";
import { Descriptor } from "./descriptor.ts";

/** The end of a pipe that is written here, without limits and scopes: those are InputPipe's. */
export class ByteSink {
  #target: Descriptor | Writable | undefined;
  #isStarted = false;
  #ending: Promise<void> | undefined = undefined;
  /** A write has found that nobody reads. */
  #isBroken = false;

  constructor(target: Descriptor | Writable) {
    this.#target = target;
    if (!(target instanceof Descriptor)) ignoreErrors(target);
  }

  /** Whether it can still be written to, as far as is known here. */
  get isOpen(): boolean {
    return this.#target !== undefined && this.#ending === undefined;
  }

  /**
   * Waits until the pipe has taken all. Rejects with EndOfPipeError when nobody reads any more, and with ClosedError when
   * it is closed here.
   */
  async write(bytes: Uint8Array): Promise<void> {
    const stream = this.#open();
    await new Promise<void>((resolve, reject) => {
      stream.write(bytes, (error) => {
        // To Node, a write that is dropped since the stream was destroyed is no error.
        const isWritten = (error === null || error === undefined) && !stream.destroyed;
        if (isWritten) resolve();
        else reject(this.#explain(error ?? undefined));
      });
    });
  }

  /** Closes the pipe when all that was written before is in it, or nobody reads any more. Idempotent. */
  end(): Promise<void> {
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  /** Closes the pipe at once; what isn't in it yet is dropped. Idempotent. */
  close(): void {
    const target = this.#target;
    this.#target = undefined;
    if (target instanceof Descriptor) target.close();
    else target?.destroy();
  }

  /** What another program can get as its stdout. It has to be closed here once the program has it. */
  lend(): number | Writable {
    const target = this.#target;
    if (target === undefined || !this.isOpen) throw this.#closedError();
    if (target instanceof Descriptor) return target.number;
    if (this.#isStarted)
      throw new MisuseError(
        "this pipe has been written to: it can't be another program's output as well",
      );
    return target;
  }

  #open(): Writable {
    if (this.#target === undefined || !this.isOpen) throw this.#closedError();
    this.#isStarted = true;
    if (this.#target instanceof Descriptor) {
      this.#target = new Socket({ fd: this.#target.take(), readable: false, writable: true });
      ignoreErrors(this.#target);
    }
    return this.#target;
  }

  async #finish(): Promise<void> {
    const target = this.#target;
    if (target === undefined || target instanceof Descriptor || target.destroyed)
      return this.close();
    await new Promise<void>((resolve) => {
      target.once("close", resolve);
      target.end(() => target.destroy());
    });
    this.#target = undefined;
  }

  #explain(error: Error | undefined): ClosedError {
    // It wasn't closed here: mostly EPIPE, or Node has noticed that the program has ended.
    this.#isBroken ||= this.#target !== undefined;
    const explained = this.#closedError(error);
    this.close();
    return explained;
  }

  #closedError(cause?: Error): ClosedError {
    const options = cause === undefined ? undefined : { cause };
    if (this.#isBroken)
      return new EndOfPipeError("the program reads no more of its stdin", options);
    return new ClosedError("the pipe to the program has been closed here", options);
  }
}

/** Whoever writes is told of errors by their write; without a listener they would end the program. */
function ignoreErrors(stream: Writable): void {
  stream.on("error", () => {});
}
