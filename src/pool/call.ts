import type { Captured } from "../closure/capture.ts";
import { CostEstimate } from "../scheduler/cost.ts";
import type { Job, JobState, WorkerId } from "../scheduler/job.ts";
import type { CallMessage, Receiver } from "../wire/endpoint.ts";
import { CallFlag } from "../wire/messages.ts";
import type { Parcel } from "../wire/parcel.ts";
import type { CallerStack } from "./caller-stack.ts";
import type { Prepared } from "./function-records.ts";
import type { CallOptions } from "./options.ts";

const NOTHING: readonly never[] = [];
const NO_ARGUMENTS: Parcel = {
  bytes: new Uint8Array(),
  start: 0,
  end: 0,
  attachments: NOTHING,
  transfer: NOTHING,
};
const ignore = (): void => {};

/** Who carries a call and hears what becomes of it. */
export interface CallOwner {
  /** The worker has answered; the lease is over. */
  answered(call: Call): void;
  /** The call failed in its worker; true when it will be tried again. */
  retry(call: Call): boolean;
  started(call: Call): void;
  /** The call was never begun, and its worker may take no more of it. */
  returned(call: Call): void;
  /** The call has reached its end for its caller, in whatever way. */
  settled(call: Call, end: CallEnd): void;
}

/** How a call ended for its caller. */
export type CallEnd = "completed" | "failed" | "cancelled";

/** What few calls have. */
interface Extras {
  retriesLeft: number;
  whenSettled: (() => void) | undefined;
  overrunBy: Error | undefined;
  cost: CostEstimate | undefined;
}

/**
 * One call on its way: a job for the scheduler, the message to its worker, and the promise of its caller. There may be
 * a hundred thousand of them, so what most calls don't have is kept elsewhere.
 */
export class Call implements Job, Receiver, CallMessage {
  args: Parcel = NO_ARGUMENTS;
  /** {@link CallFlag}s. */
  flags: number;
  items = 1;
  pinned: WorkerId | undefined = undefined;
  /** Hear how it ends, one of them, once. */
  resolve: (value: unknown) => void = ignore;
  reject: (error: unknown) => void = ignore;
  state: JobState = "waiting";
  charge = 0;
  /** Where it lies while it is leased. */
  worker: WorkerId = 0;
  ticket = -1;
  readonly #owner: CallOwner;
  readonly #prepared: Prepared;
  readonly #options: CallOptions;
  readonly #caller: CallerStack | undefined;
  #settled = false;
  #extras: Extras | undefined = undefined;

  /** A call without arguments, and nobody hears of it: set what is different before it is submitted. */
  constructor(owner: CallOwner, prepared: Prepared, options: CallOptions) {
    this.flags = options.timeout === undefined ? 0 : CallFlag.tellStart;
    this.#owner = owner;
    this.#prepared = prepared;
    this.#options = options;
    this.#caller = prepared.caller;
  }

  get captured(): Captured {
    return this.#prepared.captured;
  }

  /**
   * What is moved to a worker can't be sent to another. So a call that moves something never lies ahead at a worker, to be
   * claimed back: it passes for one of unknown cost.
   */
  get cost(): CostEstimate {
    if (this.args.transfer.length === 0) return this.#prepared.cost;
    return (this.#needExtras().cost ??= new CostEstimate());
  }

  get priority(): number {
    return this.#options.priority ?? 0;
  }

  get prepared(): Prepared {
    return this.#prepared;
  }

  get options(): CallOptions {
    return this.#options;
  }

  /** Milliseconds from its start, or undefined. */
  get timeout(): number | undefined {
    return this.#options.timeout;
  }

  /** Whether its caller has an answer; its worker may still be busy with it. */
  get isSettled(): boolean {
    return this.#settled;
  }

  /** Has `clean` called once when the call is settled. */
  whenSettled(clean: () => void): void {
    this.#needExtras().whenSettled = clean;
  }

  succeeded(value: unknown): void {
    this.#owner.answered(this);
    if (this.#settled) return;
    this.#settle("completed");
    this.resolve(value);
  }

  failed(error: unknown): void {
    this.#owner.answered(this);
    this.#retryOr(error);
  }

  lost(reason: Error): void {
    this.#owner.answered(this);
    this.#retryOr(reason);
  }

  returned(): void {
    this.#owner.returned(this);
  }

  started(): void {
    this.#owner.started(this);
  }

  reported(value: unknown): void {
    const { progress } = this.#options;
    // In a turn of its own: what it throws is the program's error, not the call's.
    if (!this.#settled && progress !== undefined) queueMicrotask(() => progress(value));
  }

  /** It has used up its time: that is its error now, unless it is to be tried again, which has to wait for its worker. */
  overrun(error: Error): void {
    if (this.#retriesLeft > 0) this.#needExtras().overrunBy = error;
    else this.fail(error);
  }

  /** Settles it for its caller whatever its worker does; false when it was settled already. */
  fail(error: unknown, end: CallEnd = "failed"): boolean {
    if (this.#settled) return false;
    this.#settle(end);
    this.reject(this.#caller === undefined ? error : this.#caller.attachTo(error));
    return true;
  }

  #settle(end: CallEnd): void {
    this.#settled = true;
    this.#extras?.whenSettled?.();
    this.#owner.settled(this, end);
  }

  #retryOr(error: unknown): void {
    if (this.#settled) return;
    const reason = this.#extras?.overrunBy ?? error;
    if (this.#retriesLeft > 0 && this.#owner.retry(this)) {
      const extras = this.#needExtras();
      extras.overrunBy = undefined;
      extras.retriesLeft--;
    } else this.fail(reason);
  }

  get #retriesLeft(): number {
    return this.#extras?.retriesLeft ?? this.#options.retries ?? 0;
  }

  #needExtras(): Extras {
    this.#extras ??= {
      retriesLeft: this.#options.retries ?? 0,
      whenSettled: undefined,
      overrunBy: undefined,
      cost: undefined,
    };
    return this.#extras;
  }
}
