import { WorkerLostError } from "../errors.ts";
import type { Clock } from "../task/clock.ts";
import { Endpoint, type CallMessage, type Receiver } from "../wire/endpoint.ts";
import type { Backend, Place, WorkerExit, WorkerOptions } from "./backend.ts";
import { historyOf } from "./rehearsal.ts";
import type { CrewMember } from "./crew-member.ts";

/** What the owner of a crew hears. */
export interface CrewListener {
  /** The worker can be given calls now. */
  ready(member: CrewMember): void;
  /** All of a frame from this worker has been handled. */
  delivered(member: CrewMember, busy: number): void;
  /** The worker has ended, wanted or not; its endpoint still holds the calls without an outcome. */
  ended(member: CrewMember, exit: WorkerExit): void;
  /** No worker can be had: the initializer threw, or workers die before they are ready. Nothing is started any more. */
  broken(error: unknown): void;
}

/** How a crew is kept. */
export interface SupervisorOptions {
  readonly backend: Backend;
  /** What each worker is started with; `name` gets its number. */
  readonly worker: WorkerOptions;
  readonly concurrency: number;
  /** The call that a worker runs before any other. */
  readonly initializer?: CallMessage | undefined;
  readonly listener: CrewListener;
  readonly clock: Clock;
  /** Milliseconds that a worker told to stop has before it is killed. */
  readonly grace: number;
}

/** So many workers in a row may die before they begin a call; then something is wrong with the workers, not with one. */
const START_FAILURES = 3;

/** Starts workers, greets them, tells how they end. How many there are is decided elsewhere. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #members = new Map<number, CrewMember>();
  #next = 1;
  #failures = 0;
  #broken = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** The workers that run, by number. */
  get members(): ReadonlyMap<number, CrewMember> {
    return this.#members;
  }

  /** Starts a worker and gives its number at once; `ready` or `ended` follows. */
  start(): number {
    const { backend, worker, listener } = this.#options;
    const id = this.#next++;
    const place = backend.start({ ...worker, name: `${worker.name ?? "Worker"}-${id}` });
    place.unref();
    const { greeted, firstTicket } = historyOf(place);
    const link = { transport: place.transport, ledger: place.ledger, firstTicket };
    const endpoint = new Endpoint(link, {
      hello: () => this.#greet(member),
      delivered: (busy) => listener.delivered(member, busy),
    });
    const member: CrewMember = { id, place, endpoint, dismissed: false, ready: false };
    this.#members.set(id, member);
    place.exited((exit) => this.#ended(member, exit));
    if (greeted) queueMicrotask(() => this.#greet(member));
    return id;
  }

  /** Lets a worker finish and end; kills it when that takes longer than the grace after its last call. */
  stop(id: number): void {
    const member = this.#members.get(id);
    if (member === undefined || member.dismissed) return;
    member.dismissed = true;
    member.endpoint.stop();
    member.place.ref();
    const alarm = this.#options.clock.alarm(this.#options.grace, () => member.place.kill());
    member.place.exited(() => alarm.cancel());
  }

  /** Ends a worker at once. */
  kill(id: number): void {
    const member = this.#members.get(id);
    if (member === undefined) return;
    member.dismissed = true;
    member.place.ref();
    member.place.kill();
  }

  #greet(member: CrewMember): void {
    const { concurrency, initializer } = this.#options;
    if (concurrency > 1) member.endpoint.settings(concurrency);
    if (initializer === undefined) return this.#ready(member);
    member.endpoint.call(this.#initializerReceiver(member), initializer);
    member.endpoint.flush();
  }

  #initializerReceiver(member: CrewMember): Receiver {
    return {
      succeeded: () => this.#ready(member),
      failed: (error) => this.#break(error),
      started: () => {},
      reported: () => {},
      // A worker that dies in its initializer counts as a failed start.
      returned: () => {},
      lost: () => {},
    };
  }

  #ready(member: CrewMember): void {
    if (member.dismissed) return;
    member.ready = true;
    this.#options.listener.ready(member);
  }

  #ended(member: CrewMember, exit: WorkerExit): void {
    this.#members.delete(member.id);
    this.#options.listener.ended(member, exit);
    // Not before: what the worker hadn't begun has just been claimed back.
    member.place.ledger.close();
    if (member.dismissed) return;
    // One that has begun a call may have died of it; one that never did will die again, and so will the next.
    this.#failures = member.ready && member.endpoint.proved ? 0 : this.#failures + 1;
    if (this.#failures >= START_FAILURES) this.#break(startError(member.place, exit));
  }

  #break(error: unknown): void {
    if (this.#broken) return;
    this.#broken = true;
    this.#options.listener.broken(error);
  }
}

function startError(place: Place, exit: WorkerExit): Error {
  return new WorkerLostError(
    `${START_FAILURES} ${place.kind} workers in a row ended before they had begun a call (the last with exit code ${exit.exitCode})`,
    { pid: place.pid, threadId: place.threadId, exitCode: exit.exitCode },
    { cause: exit.error },
  );
}
