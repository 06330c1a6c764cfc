import type { Captured } from "../closure/capture.ts";
import { threadId } from "node:worker_threads";
import { CancelledError, MisuseError, TimeoutError } from "../errors.ts";
import { defer, type Deferred } from "../task/deferred.ts";
import { hold, release } from "../task/keep-alive.ts";
import { failure, success, type Outcome } from "../task/outcome.ts";
import { waitInScope } from "../task/scoped-wait.ts";
import type { WaitOptions } from "../task/wait.ts";
import type { Receiver } from "../wire/endpoint.ts";
import type { Parcel } from "../wire/parcel.ts";
import type { WorkerExit } from "../worker/backend.ts";
import type { ChildFace, ChildRun } from "../worker/child-kind.ts";
import { reportThreadError } from "./except-hook.ts";
import type { Habit } from "./habit.ts";
import { identOf } from "./ident.ts";
import type { Verdict } from "./link-words.ts";

/** Where a thread has been placed. */
export interface RunPlace {
  /** Asks for the end of the thread with this ticket. */
  cancel(ticket: number): void;
  /** What came of the first stretch of a function, as far as that can still be told. */
  verdictOn(functionId: number): Verdict | undefined;
}

/** Who places light threads and hears of them. */
export interface RunKeeper {
  /** It has ended, however. */
  ended(run: LightRun): void;
  /** Its carrier never began it. */
  returned(run: LightRun): void;
  /** A carrier has said something of its function. */
  judged(run: LightRun, verdict: Verdict): void;
}

/** What a light thread is started with. */
export interface LightOrder {
  readonly child: ChildFace;
  readonly number: number;
  readonly captured: Captured;
  readonly parcel: Parcel;
  readonly habit: Habit;
}

/** What most threads end with. */
const NOTHING = success(undefined);
const RETURNED: WorkerExit = { exitCode: 0 };
const THREW: WorkerExit = { exitCode: 1 };

/** A light thread that has been started, seen from its starter. */
export class LightRun implements ChildRun, Receiver {
  readonly child: ChildFace;
  readonly captured: Captured;
  readonly habit: Habit;
  readonly number: number;
  /** Where it has been placed, and under which ticket. */
  carrier: RunPlace | undefined = undefined;
  ticket = -1;
  #parcel: Parcel | undefined;
  readonly #keeper: RunKeeper;
  #outcome: Outcome<unknown> | undefined = undefined;
  #ended: Deferred<Outcome<unknown>> | undefined = undefined;
  #cancelled: unknown = undefined;

  constructor({ child, captured, habit, number, parcel }: LightOrder, keeper: RunKeeper) {
    this.child = child;
    this.captured = captured;
    this.habit = habit;
    this.number = number;
    this.#parcel = parcel;
    this.#keeper = keeper;
    if (!child.daemon) hold();
  }

  get id(): number {
    return identOf(this.number, threadId);
  }

  /** What the function is given; kept until the end, since a carrier may give the thread back. */
  get parcel(): Parcel {
    if (this.#parcel === undefined) throw new Error("unreachable: it has ended, and is started");
    return this.#parcel;
  }

  get exit(): WorkerExit | undefined {
    if (this.#outcome === undefined) return undefined;
    return this.#outcome.ok ? RETURNED : THREW;
  }

  /** Why it has been cancelled; undefined when it hasn't. */
  get cancelled(): unknown {
    return this.#cancelled;
  }

  async join(options: WaitOptions): Promise<boolean> {
    options.signal?.throwIfAborted();
    if (this.#outcome !== undefined) return true;
    if (options.timeout !== undefined && options.timeout <= 0) return false;
    try {
      await this.#settled(options);
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
    return this.#outcome !== undefined;
  }

  async result(options: WaitOptions): Promise<unknown> {
    const outcome = this.#outcome ?? (await this.#settled(options));
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  }

  cancel(reason: unknown = new CancelledError("the thread was cancelled")): void {
    if (this.#outcome !== undefined) return;
    this.#cancelled ??= reason;
    // Whoever keeps it skips what has ended.
    if (this.carrier === undefined) this.#end(failure(reason));
    else this.carrier.cancel(this.ticket);
  }

  terminate(): void {
    throw this.#shares("terminated");
  }

  kill(): void {
    throw this.#shares("killed");
  }

  stop(): void {
    this.cancel();
  }

  succeeded(value: unknown): void {
    this.#end(value === undefined ? NOTHING : success(value));
  }

  failed(error: unknown): void {
    const reason = this.#cancelled;
    // The carrier knows that it was cancelled, not why.
    this.#end(failure(reason !== undefined && error instanceof CancelledError ? reason : error));
  }

  lost(reason: Error): void {
    this.#end(failure(reason));
  }

  returned(): void {
    this.carrier = undefined;
    // The carrier was told, but hadn't begun it.
    if (this.#cancelled === undefined) this.#keeper.returned(this);
    else this.#end(failure(this.#cancelled));
  }

  started(): void {
    // Never asked for.
  }

  reported(verdict: unknown): void {
    // Light threads report nothing else.
    this.#keeper.judged(this, verdict as Verdict);
  }

  #end(outcome: Outcome<unknown>): void {
    this.#outcome = outcome;
    this.#parcel = undefined;
    if (!outcome.ok && outcome.error !== this.#cancelled)
      reportThreadError(this.child, outcome.error);
    if (!this.child.daemon) release();
    this.#ended?.resolve(outcome);
    this.#ended = undefined;
    this.#keeper.ended(this);
  }

  async #settled(options: WaitOptions): Promise<Outcome<unknown>> {
    this.#ended ??= defer();
    hold();
    try {
      return await waitInScope(this.#ended.promise, options);
    } finally {
      release();
    }
  }

  #shares(what: string): MisuseError {
    return new MisuseError(
      `the thread '${this.child.name}' shares its carrier with others, so it can't be ${what}: ` +
        "cancel() it, or make it with { dedicated: true }",
    );
  }
}
