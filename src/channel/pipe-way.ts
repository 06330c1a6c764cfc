import { EndOfPipeError } from "../errors.ts";
import {
  SLOTS,
  type Block,
  type Waits,
  type WaitLimits,
  type Waiting,
  type WaitSet,
} from "../memory/memory.ts";
import { Ring } from "../memory/ring.ts";
import { Line } from "./line.ts";
import type { PipeEnd } from "./pipe-end.ts";

/** Where a {@link PipeWay} is, and between which ends. */
export interface WayPlace {
  /** In words from the block's start. */
  readonly offset: number;
  readonly sender: PipeEnd;
  readonly receiver: PipeEnd;
}

/**
 * One direction of a pipe, as one thread sees it: whole messages go in at one end and come out at the other, in order.
 */
export class PipeWay {
  readonly #ring: Ring;
  readonly #sender: PipeEnd;
  readonly #receiver: PipeEnd;
  readonly #parking: Waits;
  readonly #senders: Line;
  readonly #receivers: Line;

  constructor(block: Block, { offset, sender, receiver }: WayPlace) {
    this.#ring = new Ring(block, offset);
    this.#sender = sender;
    this.#receiver = receiver;
    this.#parking = block.memory.parking;
    this.#senders = new Line(this.#parking);
    this.#receivers = new Line(this.#parking);
  }

  /** Who waits for a message, or for the end. */
  get arrivals(): WaitSet {
    return this.#ring.notEmpty;
  }

  /** False when there is no room, or others of this thread wait for some. Throws EndOfPipeError. */
  tryPut(bytes: Uint8Array): boolean {
    return this.#senders.isEmpty && this.#put(bytes) === true;
  }

  /** Waits until there is room. The bytes may be changed as soon as this has returned. */
  put(bytes: Uint8Array, limits: WaitLimits): Promise<true> {
    let kept = bytes;
    const waiting = { set: this.#ring.notFull, attempt: () => this.#put(kept) };
    return this.#senders.wait(waiting, limits, () => {
      // Not with `slice`: that of a Buffer copies nothing.
      kept = new Uint8Array(bytes);
    });
  }

  putSync(bytes: Uint8Array, limits: WaitLimits): true {
    const watched = (): number => this.#receiver.holder;
    const waiting = { set: this.#ring.notFull, attempt: () => this.#put(bytes), watched };
    return this.#parking.waitSync(waiting, limits);
  }

  /** Undefined when there is no message, or others of this thread wait for one. Throws EndOfPipeError. */
  tryTake(): Uint8Array | undefined {
    return this.#receivers.isEmpty ? this.#take() : undefined;
  }

  take(limits: WaitLimits): Promise<Uint8Array> {
    return this.#receivers.wait(
      this.#waitingFor(() => this.#take()),
      limits,
    );
  }

  takeSync(limits: WaitLimits): Uint8Array {
    return this.#parking.waitSync(
      this.#waitingFor(() => this.#take()),
      limits,
    );
  }

  /** Whether `take` would not wait: there is a message, or there will be none any more. */
  get isReadable(): boolean {
    return this.#ring.count > 0 || this.#sender.gone;
  }

  untilReadable(limits: WaitLimits): Promise<true> {
    return this.#parking.wait(
      this.#waitingFor(() => this.#peek()),
      limits,
    );
  }

  untilReadableSync(limits: WaitLimits): true {
    return this.#parking.waitSync(
      this.#waitingFor(() => this.#peek()),
      limits,
    );
  }

  /** One of its ends is gone: all who wait are to look. */
  wakeAll(): void {
    this.#parking.wake(this.#ring.notEmpty, SLOTS);
    this.#parking.wake(this.#ring.notFull, SLOTS);
  }

  #put(bytes: Uint8Array): true | undefined {
    if (this.#receiver.gone) throw new EndOfPipeError();
    return this.#ring.tryPut(bytes) || undefined;
  }

  #take(): Uint8Array | undefined {
    return this.#ring.tryTakePooled() ?? this.#takeLast();
  }

  /** When the sender is gone, one more look decides: it may have sent its last message after the look before. */
  #takeLast(): Uint8Array | undefined {
    if (!this.#sender.gone) return undefined;
    const message = this.#ring.tryTakePooled();
    if (message === undefined) throw new EndOfPipeError();
    return message;
  }

  #peek(): true | undefined {
    if (!this.isReadable) return undefined;
    // Who was called and takes nothing has to call the next one.
    this.#parking.wake(this.#ring.notEmpty);
    return true;
  }

  #waitingFor<Result>(attempt: () => Result | undefined): Waiting<Result> {
    return { set: this.#ring.notEmpty, attempt, watched: () => this.#sender.holder };
  }
}
