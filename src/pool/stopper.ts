import { TimeoutError } from "../errors.ts";
import type { WorkerId } from "../scheduler/job.ts";
import type { Scheduler } from "../scheduler/scheduler.ts";
import type { Clock } from "../task/clock.ts";
import { CancelCause } from "../wire/messages.ts";
import type { CrewMember } from "../worker/crew-member.ts";
import type { Supervisor } from "../worker/supervisor.ts";
import type { Call } from "./call.ts";

/** What a {@link Stopper} goes by. */
export interface StopperOptions {
  readonly clock: Clock;
  /** Milliseconds between asking a call to stop and killing its worker. */
  readonly grace: number;
}

/** Stops calls that lie at workers: claims back what hasn't begun, asks what has, and kills workers that don't listen. */
export class Stopper {
  readonly #scheduler: Scheduler<Call>;
  readonly #supervisor: Supervisor;
  readonly #options: StopperOptions;
  /** Workers that shall be killed once the innocent calls beside the guilty one are over. */
  readonly #condemned = new Set<WorkerId>();

  constructor(scheduler: Scheduler<Call>, supervisor: Supervisor, options: StopperOptions) {
    this.#scheduler = scheduler;
    this.#supervisor = supervisor;
    this.#options = options;
  }

  /** The call has used up its time. */
  overrun(call: Call): void {
    const timeout = call.timeout ?? 0;
    const text = `the call ran for longer than its timeout of ${timeout} ms`;
    call.overrun(new TimeoutError(text, timeout));
    this.stop(call, CancelCause.timeout, true);
  }

  /** Stops a call that isn't waiting; with `kill` its worker is killed when it goes on after the grace. */
  stop(call: Call, cause: CancelCause, kill: boolean): void {
    const member = this.#supervisor.members.get(call.worker);
    if (call.state !== "leased" || member === undefined) return;
    // What the worker hasn't begun comes back; if the call is among it, that's all.
    member.endpoint.reclaim(Number.POSITIVE_INFINITY);
    if (!member.endpoint.has(call.ticket, call)) return;
    member.endpoint.cancel(call.ticket, cause);
    if (kill) this.#scheduler.expectStop(call.worker, call, this.#graceFromNow());
  }

  /** Kills a worker for a call that wouldn't stop. Others that run beside it get one more grace to finish. */
  kill(worker: WorkerId, call: Call): void {
    const member = this.#supervisor.members.get(worker);
    if (member === undefined) return;
    this.#scheduler.closing(worker);
    member.endpoint.reclaim(Number.POSITIVE_INFINITY);
    const spared = this.#condemned.has(worker);
    this.#condemned.add(worker);
    if (spared || isAlone(member)) this.#supervisor.kill(worker);
    else this.#scheduler.expectStop(worker, call, this.#graceFromNow());
  }

  /** A call has been answered: a condemned worker may have nothing innocent left. */
  answered(worker: WorkerId): void {
    if (this.#condemned.size === 0 || !this.#condemned.has(worker)) return;
    const member = this.#supervisor.members.get(worker);
    if (member !== undefined && isAlone(member)) this.#supervisor.kill(worker);
  }

  /** The worker is gone; tells whether it was condemned. */
  ended(worker: WorkerId): boolean {
    return this.#condemned.delete(worker);
  }

  #graceFromNow(): number {
    return this.#options.clock.now() + this.#options.grace;
  }
}

/** Whether nothing runs there but the call that won't stop. */
function isAlone({ endpoint }: CrewMember): boolean {
  return endpoint.outstanding <= 1;
}
