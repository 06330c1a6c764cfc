import type { Decision } from "../scheduler/decisions.ts";
import type { WorkerId } from "../scheduler/job.ts";
import type { SchedulerPolicy } from "../scheduler/policy.ts";
import { Scheduler } from "../scheduler/scheduler.ts";
import type { Clock } from "../task/clock.ts";
import { defer } from "../task/deferred.ts";
import { hold, release } from "../task/keep-alive.ts";
import { CancelCause } from "../wire/messages.ts";
import type { WorkerExit } from "../worker/backend.ts";
import type { CrewMember } from "../worker/crew-member.ts";
import { Supervisor, type CrewListener, type SupervisorOptions } from "../worker/supervisor.ts";
import type { Call, CallEnd, CallOwner } from "./call.ts";
import { beginTurn } from "./caller-stack.ts";
import { Counters } from "./counters.ts";
import { CostMeter } from "./cost-meter.ts";
import { lossOf } from "./loss.ts";
import { Stopper } from "./stopper.ts";
import { WakeUp } from "./wake-up.ts";

/** What a dispatcher is made of. */
export interface DispatcherOptions extends Omit<SupervisorOptions, "listener"> {
  readonly policy: SchedulerPolicy;
}

/**
 * A frame has no more calls than this. A worker answers a frame as a whole when its calls are cheap: with several of
 * them it runs the next while the answers to the one before are dealt with here. 64 to 200 make little difference.
 */
const FRAME = 128;

/** "closed": takes nothing new, finishes what it has. "ended": has nothing left and lets its workers go. */
type State = "open" | "closed" | "ended";

/**
 * Carries the scheduler's decisions out: sends calls to workers, hears what becomes of them, kills and replaces workers.
 * Everything that happens to a pool passes through here; `#pump` is its heart.
 */
export class Dispatcher implements CallOwner, CrewListener {
  readonly counters: Counters = new Counters();
  readonly #clock: Clock;
  readonly #scheduler: Scheduler<Call>;
  readonly #supervisor: Supervisor;
  readonly #meter = new CostMeter();
  readonly #finished = defer<void>();
  readonly #stopper: Stopper;
  readonly #wakeUp: WakeUp;
  #state: State = "open";
  #brokenBy: { readonly error: unknown } | undefined;
  /** Calls whose callers still wait. */
  #outstanding = 0;
  #pumpDue = false;
  #rebalanceDue = false;

  constructor(options: DispatcherOptions) {
    this.#clock = options.clock;
    this.#scheduler = new Scheduler(options.policy);
    this.#supervisor = new Supervisor({ ...options, listener: this });
    this.#stopper = new Stopper(this.#scheduler, this.#supervisor, options);
    this.#wakeUp = new WakeUp(options.clock, () => this.#pumpSoon());
    this.#pump();
  }

  get isOpen(): boolean {
    return this.#state === "open";
  }

  /** Settles when the last worker has ended, after `close` or `terminate`. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  get scheduler(): Pick<Scheduler<Call>, "waiting" | "leased" | "workers"> {
    return this.#scheduler;
  }

  get members(): ReadonlyMap<number, CrewMember> {
    return this.#supervisor.members;
  }

  submit(call: Call): void {
    this.counters.submitted++;
    if (this.#outstanding++ === 0) hold();
    const brokenBy = this.#brokenBy;
    // Not at once: who submits a call must have it in hand before hearing of it.
    if (brokenBy !== undefined) return queueMicrotask(() => void call.fail(brokenBy.error));
    this.#scheduler.submit(call);
    this.#pumpSoon();
  }

  /**
   * Settles a call with `error` and stops it: a waiting one is dropped, a running one is asked to stop. With `kill` its
   * worker is killed when it hasn't stopped within the grace. False when the call was settled already.
   */
  cancel(call: Call, error: unknown, kill: boolean): boolean {
    if (!call.fail(error, "cancelled")) return false;
    if (!this.#scheduler.withdraw(call)) this.#stopper.stop(call, CancelCause.cancelled, kill);
    this.#pumpSoon();
    return true;
  }

  /** Takes nothing new; ends when everything is done. */
  close(): void {
    if (this.#state === "open") this.#state = "closed";
    this.#pumpSoon();
  }

  /** Rejects everything and kills the workers. */
  terminate(reason: Error): void {
    if (this.#state === "ended") return;
    this.#state = "ended";
    for (const member of this.#supervisor.members.values()) member.endpoint.abandon(reason);
    for (const call of this.#scheduler.drain()) call.fail(reason);
    for (const id of this.#supervisor.members.keys()) this.#supervisor.kill(id);
    this.#wakeUp.at(Number.POSITIVE_INFINITY);
    this.#finishIfEmpty();
  }

  // What calls tell.

  answered(call: Call): void {
    this.#meter.note(call);
    this.#scheduler.settled(call.worker, call);
    this.#stopper.answered(call.worker);
  }

  retry(call: Call): boolean {
    if (this.#state === "ended" || this.#brokenBy !== undefined) return false;
    this.counters.retried++;
    this.#scheduler.submit(call);
    this.#pumpSoon();
    return true;
  }

  started(call: Call): void {
    if (call.timeout === undefined || call.isSettled) return;
    this.#scheduler.limit(call.worker, call, this.#clock.now() + call.timeout);
    this.#wakeUp.at(this.#scheduler.wakeAt());
  }

  returned(call: Call): void {
    this.#scheduler.returned(call.worker, call);
    if (call.isSettled) this.#scheduler.withdraw(call);
    this.#pumpSoon();
  }

  settled(_call: Call, end: CallEnd): void {
    this.counters[end]++;
    if (--this.#outstanding === 0) release();
  }

  // What the crew tells.

  ready(member: CrewMember): void {
    this.#scheduler.ready(member.id, this.#clock.now());
    this.#pumpSoon();
    this.#rebalanceSoon();
  }

  delivered(member: CrewMember, busy: number): void {
    this.#scheduler.heard(member.id, this.#clock.now());
    this.#meter.charge(busy);
    if (this.#scheduler.leased === 0) return this.#pumpSoon();
    this.#pumpAfterAll();
    this.#rebalanceSoon();
  }

  ended(member: CrewMember, exit: WorkerExit): void {
    if (!member.dismissed) this.counters.workersLost++;
    const loss = lossOf(member, exit, this.#stopper.ended(member.id));
    member.endpoint.abandon(loss);
    for (const orphan of this.#scheduler.lost(member.id)) orphan.fail(loss);
    this.#pumpSoon();
    this.#finishIfEmpty();
  }

  broken(error: unknown): void {
    this.#brokenBy = { error };
    for (const call of this.#scheduler.drain()) call.fail(error);
  }

  // Carrying out.

  /** Once for all that happens in a turn: after the continuations of what has just been settled, which may submit more. */
  #pumpSoon(): void {
    if (this.#pumpDue) return;
    this.#pumpDue = true;
    queueMicrotask(() => this.#pump());
  }

  /**
   * Once for all frames that have come: a worker that answers a small batch within microseconds would otherwise be
   * served again and again, and the outcomes of the others would wait.
   */
  #pumpAfterAll(): void {
    if (this.#pumpDue) return;
    this.#pumpDue = true;
    setImmediate(() => this.#pump());
  }

  #pump(): void {
    this.#pumpDue = false;
    beginTurn();
    if (this.#state === "ended") return;
    const now = this.#clock.now();
    for (const decision of this.#scheduler.decide(now)) this.#carryOut(decision);
    this.#wakeUp.at(this.#scheduler.wakeAt());
    if (this.#state === "closed") this.#endIfDone();
  }

  #carryOut(decision: Decision<Call>): void {
    switch (decision.kind) {
      case "assign":
        return this.#assign(decision.worker, decision.jobs);
      case "start":
        return this.#start(decision.count);
      case "stop":
        return this.#supervisor.stop(decision.worker);
      case "steal":
        return this.#steal(decision.from, decision.count);
      case "overdue":
        return this.#stopper.overrun(decision.job);
      case "kill":
        return this.#stopper.kill(decision.worker, decision.job);
    }
  }

  #assign(worker: WorkerId, calls: readonly Call[]): void {
    const endpoint = this.#member(worker).endpoint;
    let written = 0;
    for (const call of calls) {
      call.worker = worker;
      call.ticket = endpoint.call(call, call);
      if (++written % FRAME === 0) endpoint.flush();
    }
    endpoint.flush();
  }

  #start(count: number): void {
    if (this.#brokenBy !== undefined) return;
    for (let started = 0; started < count; started++) {
      this.counters.workersStarted++;
      this.#scheduler.started(this.#supervisor.start());
    }
  }

  /** A moment later, when those whose calls are done have had the time to submit the next. */
  #rebalanceSoon(): void {
    if (this.#rebalanceDue) return;
    this.#rebalanceDue = true;
    setImmediate(() => {
      this.#rebalanceDue = false;
      if (this.#state === "ended") return;
      for (const decision of this.#scheduler.rebalance()) this.#carryOut(decision);
    });
  }

  #steal(from: WorkerId, count: number): void {
    this.counters.stolen += this.#member(from).endpoint.reclaim(count);
  }

  #endIfDone(): void {
    if (this.#outstanding > 0 || this.#scheduler.leased > 0) return;
    this.#state = "ended";
    this.#wakeUp.at(Number.POSITIVE_INFINITY);
    for (const id of this.#supervisor.members.keys()) this.#supervisor.stop(id);
    this.#finishIfEmpty();
  }

  #finishIfEmpty(): void {
    if (this.#state === "ended" && this.#supervisor.members.size === 0) this.#finished.resolve();
  }

  #member(worker: WorkerId): CrewMember {
    const member = this.#supervisor.members.get(worker);
    if (member === undefined)
      throw new Error(`unreachable: worker ${worker} has ended and still gets calls`);
    return member;
  }
}
