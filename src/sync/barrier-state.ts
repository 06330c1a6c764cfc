import { TimeoutError } from "../errors.ts";
import { kinds } from "../memory/kinds.ts";
import { SLOTS, type Block, type WaitLimits, type Waiting, type Waits } from "../memory/memory.ts";
import { SLOT_SET_WORDS, SlotSet } from "../memory/slot-set.ts";
import { BARRIER_PROTOCOL_WORDS, BarrierProtocol, type Outcome } from "./barrier-protocol.ts";
import { reasons } from "./barrier-reason.ts";
import { countdown } from "./countdown.ts";
import type { SharedKind } from "./shared-object.ts";

/** Where in the block what is, in words. */
const ARRIVED = 0;
const COMING = ARRIVED + SLOT_SET_WORDS;
const PROTOCOL = COMING + SLOT_SET_WORDS;

/**
 * A barrier in shared memory. Layout: `Int32[0-32]`: those who have arrived and wait; `[33-65]`: those who wait to
 * arrive; then the {@link BarrierProtocol}.
 */
export class BarrierState {
  readonly parties: number;
  readonly #parking: Waits;
  readonly #arrived: SlotSet;
  readonly #coming: SlotSet;
  readonly #protocol: BarrierProtocol;

  constructor(block: Block) {
    this.#parking = block.memory.parking;
    this.#arrived = new SlotSet(block, ARRIVED);
    this.#coming = new SlotSet(block, COMING);
    this.#protocol = new BarrierProtocol(block, PROTOCOL);
    this.parties = this.#protocol.parties;
  }

  /** How many have arrived and wait for the others. */
  waiting(): number {
    return this.#change((protocol) => protocol.waiting());
  }

  isBroken(): boolean {
    return this.#change((protocol) => protocol.isBroken());
  }

  /**
   * Arrives and waits for the others; gives how many had arrived before. The last one doesn't wait, and when it `acts`
   * it has to say how that went, by {@link release} or {@link fail}: the others wait for it. When the wait is given up,
   * the barrier breaks, unless all were there already: then it has been successful.
   */
  async wait(acts: boolean, limits: WaitLimits = {}): Promise<number> {
    const rest = countdown(limits);
    let outcome: Outcome | undefined;
    try {
      outcome = await this.#parking.wait(this.#toArrive(acts), limits);
      if (this.#mustWait(outcome))
        outcome = await this.#parking.wait(this.#toLeave(outcome), rest());
    } catch (error) {
      outcome = this.#giveUp(error, outcome);
    }
    return successOf(outcome);
  }

  /** The same, but blocks the thread. */
  waitSync(acts: boolean, limits: WaitLimits = {}): number {
    const rest = countdown(limits);
    let outcome: Outcome | undefined;
    try {
      outcome = this.#parking.waitSync(this.#toArrive(acts), limits);
      if (this.#mustWait(outcome)) outcome = this.#parking.waitSync(this.#toLeave(outcome), rest());
    } catch (error) {
      outcome = this.#giveUp(error, outcome);
    }
    return successOf(outcome);
  }

  /** Arrives if it is the last one, who needn't wait; else gives undefined, and hasn't arrived. */
  tryWait(acts: boolean): number | undefined {
    const outcome = this.#change((protocol) => protocol.arriveLast(acts));
    return outcome === undefined ? undefined : successOf(outcome);
  }

  /** The last one has acted, and lets all leave. Throws BrokenBarrierError when the barrier has broken meanwhile. */
  release(): void {
    const outcome = this.#change((protocol) => protocol.release());
    if (outcome !== undefined) successOf(outcome);
  }

  /** The last one couldn't act, and leaves: the barrier breaks. */
  fail(): void {
    this.#change((protocol) => protocol.giveUp(this.parties - 1, reasons.failed));
  }

  /** Breaks the barrier. */
  abort(): void {
    this.#change((protocol) => protocol.break(reasons.aborted));
  }

  /** Those who wait fail; afterwards it is as new. */
  reset(): void {
    this.#change((protocol) => protocol.reset());
  }

  #toArrive(acts: boolean): Waiting<Outcome> {
    const attempt = (): Outcome | undefined =>
      this.#protocol.mustStayOut() ? undefined : this.#change((protocol) => protocol.arrive(acts));
    return { set: this.#coming, attempt };
  }

  #toLeave(index: number): Waiting<Outcome> {
    const attempt = (): Outcome | undefined =>
      this.#protocol.mustStayIn() ? undefined : this.#change((protocol) => protocol.leave(index));
    return { set: this.#arrived, attempt };
  }

  #mustWait(outcome: Outcome): outcome is number {
    return typeof outcome === "number" && outcome < this.parties - 1;
  }

  #giveUp(error: unknown, arrived: Outcome | undefined): Outcome {
    const isLate = error instanceof TimeoutError;
    const index = typeof arrived === "number" ? arrived : undefined;
    const reason = isLate ? reasons.timedOut : reasons.cancelled;
    const outcome = this.#change(
      (protocol) => protocol.giveUp(index, reason) ?? protocol.error({ cause: error }),
    );
    if (isLate || typeof outcome === "number") return outcome;
    throw error;
  }

  #change<Result>(make: (protocol: BarrierProtocol) => Result): Result {
    const { result, ends, opens } = this.#protocol.change(make);
    if (ends) this.#parking.wake(this.#arrived, SLOTS);
    if (opens) this.#parking.wake(this.#coming, SLOTS);
    return result;
  }
}

/** How many parties there are. */
export interface BarrierSettings {
  readonly parties: number;
}

export const barrierKind: SharedKind<BarrierState, BarrierSettings> = {
  name: "Barrier",
  code: kinds.barrier,
  bytes: () => (PROTOCOL + BARRIER_PROTOCOL_WORDS) * Int32Array.BYTES_PER_ELEMENT,
  prepare(block, { parties }) {
    BarrierProtocol.prepare(block, PROTOCOL, parties);
  },
  open: (block) => new BarrierState(block),
};

function successOf(outcome: Outcome): number {
  if (typeof outcome === "number") return outcome;
  throw outcome;
}
