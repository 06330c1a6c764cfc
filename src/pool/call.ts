import type { Captured } from "../closure/capture.ts";
import { Job, type WorkerId } from "../scheduler/job.ts";
import type { CallMessage, Receiver } from "../wire/endpoint.ts";
import { CallFlag } from "../wire/messages.ts";
import type { Parcel } from "../wire/parcel.ts";
import type { CallerStack } from "./caller-stack.ts";
import type { FunctionRecord } from "./function-records.ts";
import type { CallOptions } from "./options.ts";

/** A function that is ready to be called many times. */
export interface Prepared {
  readonly captured: Captured;
  readonly record: FunctionRecord;
}

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

/** One call of a prepared function. */
export interface Order {
  readonly prepared: Prepared;
  /** The arguments, or the items of a chunk. */
  readonly args: readonly unknown[];
  /** {@link CallFlag}s. */
  readonly flags: number;
  readonly items: number;
  readonly options: CallOptions;
  readonly pinned?: WorkerId | undefined;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One call on its way: a job for the scheduler, the message to its worker, and the promise of its caller. */
export class Call extends Job implements Receiver, CallMessage {
  readonly captured: Captured;
  readonly args: Parcel;
  readonly flags: number;
  /** Milliseconds from its start, or undefined. */
  readonly timeout: number | undefined;
  /** Where it lies while it is leased. */
  worker: WorkerId = 0;
  ticket = -1;
  retriesLeft: number;
  readonly #owner: CallOwner;
  readonly #caller: CallerStack | undefined;
  readonly #progress: ((value: unknown) => void) | undefined;
  readonly #resolve: (value: unknown) => void;
  readonly #reject: (error: unknown) => void;
  #settled = false;
  #whenSettled: (() => void) | undefined = undefined;
  #overrunBy: Error | undefined = undefined;

  constructor(owner: CallOwner, args: Parcel, order: Order) {
    const { prepared, options } = order;
    super(options.priority ?? 0, prepared.record.cost, order.items, order.pinned);
    this.captured = prepared.captured;
    this.args = args;
    this.flags = options.timeout === undefined ? order.flags : order.flags | CallFlag.tellStart;
    this.timeout = options.timeout;
    this.retriesLeft = options.retries ?? 0;
    this.#owner = owner;
    this.#caller = prepared.record.caller;
    this.#progress = options.progress;
    this.#resolve = order.resolve;
    this.#reject = order.reject;
  }

  /** Whether its caller has an answer; its worker may still be busy with it. */
  get isSettled(): boolean {
    return this.#settled;
  }

  /** Has `clean` called once when the call is settled. */
  whenSettled(clean: () => void): void {
    this.#whenSettled = clean;
  }

  succeeded(value: unknown): void {
    this.#owner.answered(this);
    if (this.#settled) return;
    this.#settle("completed");
    this.#resolve(value);
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
    const progress = this.#progress;
    // In a turn of its own: what it throws is the program's error, not the call's.
    if (!this.#settled && progress !== undefined) queueMicrotask(() => progress(value));
  }

  /** It has used up its time: that is its error now, unless it is to be tried again, which has to wait for its worker. */
  overrun(error: Error): void {
    if (this.retriesLeft > 0) this.#overrunBy = error;
    else this.fail(error);
  }

  /** Settles it for its caller whatever its worker does; false when it was settled already. */
  fail(error: unknown, end: CallEnd = "failed"): boolean {
    if (this.#settled) return false;
    this.#settle(end);
    this.#reject(this.#caller === undefined ? error : this.#caller.attachTo(error));
    return true;
  }

  #settle(end: CallEnd): void {
    this.#settled = true;
    this.#whenSettled?.();
    this.#owner.settled(this, end);
  }

  #retryOr(error: unknown): void {
    if (this.#settled) return;
    const reason = this.#overrunBy ?? error;
    this.#overrunBy = undefined;
    if (this.retriesLeft > 0 && this.#owner.retry(this)) return;
    this.fail(reason);
  }
}
