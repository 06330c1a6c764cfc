import { ClosedError } from "../errors.ts";
import { kinds } from "../memory/kinds.ts";
import { Latch } from "../memory/latch.ts";
import type { Block, WaitLimits, WaitSet } from "../memory/memory.ts";
import { Ring } from "../memory/ring.ts";
import type { SharedKind } from "../sync/shared-object.ts";
import { PIPE_END_WORDS, PipeEnd } from "./pipe-end.ts";
import { PipeWay } from "./pipe-way.ts";

/** Which end of a pipe: the first or the second that `pipe()` gives. */
export type Side = 0 | 1;

export interface PipeSettings {
  /** How many bytes may be under way in each direction. */
  readonly capacity: number;
  /** Whether both ends send and receive; else the first one receives and the second one sends. */
  readonly duplex: boolean;
}

/** The words of a pipe. */
const LATCH = 0;
const FIRST_END = 1;
const SECOND_END: number = FIRST_END + PIPE_END_WORDS;
/** At a multiple of 16 words. */
const WAYS: number = Math.ceil((SECOND_END + PIPE_END_WORDS) / 16) * 16;
const WORD_BYTES = 4;
/** A ring begins with so many bytes and grows when more are under way: most pipes are short of messages. */
const FIRST_BYTES = 60_000;
const RING_WORDS: number = Math.ceil(Ring.bytes / 64) * 16;

/**
 * A pipe in shared memory. Layout: `Int32[0]`: the latch of the ends; two ends, see {@link PipeEnd}; then a ring for the
 * way to the first end and one for the way to the second, which stays zeros when the pipe isn't duplex.
 */
export class PipeState {
  readonly #ends: readonly [PipeEnd, PipeEnd];
  /** By which side a message comes out. */
  readonly #ways: readonly [PipeWay, PipeWay];

  constructor(block: Block) {
    const latch = new Latch(block, LATCH);
    const first = new PipeEnd(block, FIRST_END, latch);
    const second = new PipeEnd(block, SECOND_END, latch);
    this.#ends = [first, second];
    this.#ways = [
      new PipeWay(block, { offset: WAYS, sender: second, receiver: first }),
      new PipeWay(block, { offset: WAYS + RING_WORDS, sender: first, receiver: second }),
    ];
  }

  /** This thread opens an end. Throws ClosedError when that end is gone. */
  open(side: Side, ticket?: number): void {
    if (this.#ends[side].open(ticket)) return;
    throw new ClosedError(
      "this end of the pipe arrived after everybody else who had it was gone, and was given up",
    );
  }

  /** This thread closes an end as often as it has opened it. */
  close(side: Side): void {
    if (this.#ends[side].close()) this.#wakeAll();
  }

  /** A copy of an end is about to be sent; gives the ticket to open it with. */
  travel(side: Side): number {
    return this.#ends[side].travel();
  }

  /** Whoever a copy of an end was sent to has ended. */
  lose(side: Side, ticket: number): void {
    if (this.#ends[side].lose(ticket)) this.#wakeAll();
  }

  tryPut(from: Side, bytes: Uint8Array): boolean {
    return this.#wayFrom(from).tryPut(bytes);
  }

  put(from: Side, bytes: Uint8Array, limits: WaitLimits): Promise<true> {
    return this.#wayFrom(from).put(bytes, limits);
  }

  putSync(from: Side, bytes: Uint8Array, limits: WaitLimits): true {
    return this.#wayFrom(from).putSync(bytes, limits);
  }

  tryTake(to: Side): Uint8Array | undefined {
    return this.#ways[to].tryTake();
  }

  take(to: Side, limits: WaitLimits): Promise<Uint8Array> {
    return this.#ways[to].take(limits);
  }

  takeSync(to: Side, limits: WaitLimits): Uint8Array {
    return this.#ways[to].takeSync(limits);
  }

  isReadable(to: Side): boolean {
    return this.#ways[to].isReadable;
  }

  untilReadable(to: Side, limits: WaitLimits): Promise<true> {
    return this.#ways[to].untilReadable(limits);
  }

  untilReadableSync(to: Side, limits: WaitLimits): true {
    return this.#ways[to].untilReadableSync(limits);
  }

  /** Who waits for messages that come out at this side; only where this memory is mapped. */
  arrivals(to: Side): WaitSet {
    return this.#ways[to].arrivals;
  }

  #wakeAll(): void {
    for (const way of this.#ways) way.wakeAll();
  }

  #wayFrom(side: Side): PipeWay {
    return this.#ways[side === 0 ? 1 : 0];
  }
}

export const pipeKind: SharedKind<PipeState, PipeSettings> = {
  name: "Pipe",
  code: kinds.pipe,
  bytes: () => (WAYS + RING_WORDS * 2) * WORD_BYTES,
  prepare(block, { capacity, duplex }) {
    for (const way of duplex ? [0, 1] : [0])
      new Ring(block, WAYS + way * RING_WORDS).prepare({
        capacity: Math.min(capacity, FIRST_BYTES),
        limit: capacity,
      });
    const state = new PipeState(block);
    for (const side of [0, 1] as const) state.open(side);
  },
  open: (block) => new PipeState(block),
};
