import { ClosedError, MisuseError, TimeoutError } from "../errors.ts";
import type { WaitLimits } from "../memory/memory.ts";
import { assertMayBlock } from "../task/blocking.ts";
import type { WaitOptions } from "../task/wait.ts";
import { PipeHold, type PipeTravel } from "./pipe-hold.ts";
import { PipeState, type Side } from "./pipe-state.ts";
import { UntilClosed } from "./until-closed.ts";
import type { SharedWaitable } from "./waitable.ts";

/** What a connection's handle says. */
export interface EndTravel extends PipeTravel {
  readonly side: Side;
  readonly duplex: boolean;
}

/** Closes the ends that were forgotten: whoever waits at the other end of the pipe would wait in vain. */
const forgotten = new FinalizationRegistry<() => void>((close) => {
  try {
    close();
  } catch {
    // The broker is gone, and knows by that.
  }
});

/** One end of a pipe with its rights, in bytes: all of a connection but what its messages mean. */
export class MessageEnd {
  readonly readable: boolean;
  readonly writable: boolean;
  readonly #hold: PipeHold;
  readonly #side: Side;
  readonly #duplex: boolean;
  readonly #waits = new UntilClosed();

  constructor(hold: PipeHold, side: Side, duplex: boolean) {
    this.#hold = hold;
    this.#side = side;
    this.#duplex = duplex;
    this.readable = duplex || side === 0;
    this.writable = duplex || side === 1;
    forgotten.register(this, () => hold.close(side), this);
  }

  /** Opens an end that has travelled. Throws ClosedError when that end is gone. */
  static revive(travel: EndTravel): MessageEnd {
    return new MessageEnd(PipeHold.revive(travel.side, travel), travel.side, travel.duplex);
  }

  get closed(): boolean {
    return this.#waits.closed;
  }

  /** Throws MisuseError or ClosedError where it can't send: to be asked before the message is made. */
  assertWritable(): void {
    if (!this.writable)
      throw new MisuseError("this connection is read-only: it is the receiving end of the pipe");
    this.#assertOpen();
  }

  /** The same for receiving. */
  assertReadable(): void {
    if (!this.readable)
      throw new MisuseError("this connection is write-only: it is the sending end of the pipe");
    this.#assertOpen();
  }

  async put(message: Uint8Array, options: WaitOptions = {}): Promise<void> {
    const { state } = this.#hold;
    await this.#waits.wait(options, (limits) => state.put(this.#side, message, limits));
  }

  /** `method` is the one that blocks, as in `sendSync`. */
  putSync(message: Uint8Array, options: WaitOptions = {}, method: string): void {
    if (this.tryPut(message)) return;
    assertMayWait(method, options);
    this.#hold.state.putSync(this.#side, message, limitsOf(options));
  }

  tryPut(message: Uint8Array): boolean {
    return this.#hold.state.tryPut(this.#side, message);
  }

  async take(options: WaitOptions = {}): Promise<Uint8Array> {
    this.assertReadable();
    const { state } = this.#hold;
    return this.#waits.wait(options, (limits) => state.take(this.#side, limits));
  }

  takeSync(options: WaitOptions = {}, method: string): Uint8Array {
    const message = this.tryTake();
    if (message !== undefined) return message;
    assertMayWait(method, options);
    return this.#hold.state.takeSync(this.#side, limitsOf(options));
  }

  tryTake(): Uint8Array | undefined {
    this.assertReadable();
    return this.#hold.state.tryTake(this.#side);
  }

  get isReady(): boolean {
    this.assertReadable();
    return this.#hold.state.isReadable(this.#side);
  }

  /** Says whether it is ready before the limits are reached. */
  async poll(options: WaitOptions): Promise<boolean> {
    options.signal?.throwIfAborted();
    if (this.isReady) return true;
    if (asksOnly(options)) return false;
    try {
      return await this.#whenReady(options);
    } catch (error) {
      if (error instanceof TimeoutError) return false;
      throw error;
    }
  }

  pollSync(options: WaitOptions, method: string): boolean {
    options.signal?.throwIfAborted();
    if (this.isReady) return true;
    if (asksOnly(options)) return false;
    assertMayWait(method, options);
    try {
      return this.#hold.state.untilReadableSync(this.#side, limitsOf(options));
    } catch (error) {
      if (error instanceof TimeoutError) return false;
      throw error;
    }
  }

  /** How `waitAny` waits for it. */
  get waitable(): SharedWaitable {
    this.assertReadable();
    const { state } = this.#hold;
    return {
      ready: () => this.isReady,
      whenReady: (options) => this.#whenReady(options),
      // Elsewhere it is a stub of the state that a broker keeps.
      set: state instanceof PipeState ? state.arrivals(this.#side) : undefined,
    };
  }

  /** Idempotent. */
  close(): void {
    if (this.closed) return;
    forgotten.unregister(this);
    // First the waits: nothing may touch the pipe's memory once it is let go of.
    this.#waits.close(closedError());
    this.#hold.close(this.#side);
  }

  /** A copy of it is about to be sent. */
  travel(): EndTravel {
    this.#assertOpen();
    return { side: this.#side, duplex: this.#duplex, ...this.#hold.travel(this.#side) };
  }

  #whenReady(options: WaitOptions): Promise<true> {
    this.assertReadable();
    const { state } = this.#hold;
    return this.#waits.wait(options, (limits) => state.untilReadable(this.#side, limits));
  }

  #assertOpen(): void {
    if (this.closed) throw closedError();
  }
}

function closedError(): ClosedError {
  return new ClosedError("this connection has been closed here");
}

/** Only `timeout` and `signal`: a broker is sent nothing else. */
function limitsOf({ timeout, signal }: WaitOptions): WaitLimits {
  return { timeout, signal };
}

function assertMayWait(method: string, options: WaitOptions): void {
  if (asksOnly(options)) return;
  const instead = method.replace("Sync", "");
  assertMayBlock(`connection.${method}()`, `await connection.${instead}()`);
}

function asksOnly({ timeout }: WaitOptions): boolean {
  return timeout !== undefined && timeout <= 0;
}
