import { WorkerLostError } from "../errors.ts";
import type { Clock } from "../task/clock.ts";
import type { WorkerExit } from "../worker/backend.ts";
import type { ArbiterEvent } from "./arbiter-event.ts";
import { Member, type Hire } from "./member.ts";
import type { Report } from "./report.ts";
import { word } from "./worker-plan.ts";

/** How the workers of a server are kept; milliseconds and bytes. */
export interface CrewSettings {
  readonly hire: Hire;
  readonly clock: Clock;
  readonly timeout: number;
  readonly startTimeout: number;
  readonly graceTimeout: number;
  readonly memoryLimit: number | undefined;
  readonly report: (report: Report) => void;
}

/** Milliseconds that a worker has to end at once. */
const quitGrace = 1_000;

/** The workers of a server: starts, ends and watches them, and decides nothing about how many there are. */
export class Crew {
  readonly #settings: CrewSettings;
  readonly #post: (event: ArbiterEvent) => void;
  readonly #members = new Set<Member>();
  #nextId = 1;

  /** What happens to the workers is posted. */
  constructor(settings: CrewSettings, post: (event: ArbiterEvent) => void) {
    this.#settings = settings;
    this.#post = post;
  }

  /** Those that run, in the order of their start. */
  get members(): Member[] {
    return [...this.#members];
  }

  /** Those of this generation that are neither ending nor to be replaced. */
  fresh(wanted: number): Member[] {
    return this.members.filter(
      ({ generation, state, worn }) => generation === wanted && state !== "draining" && !worn,
    );
  }

  hire(generation: number): void {
    const { hire, clock } = this.#settings;
    const order = { id: this.#nextId++, generation };
    const hand = hire(order, {
      said: (said) => this.#post({ kind: "said", member, word: said }),
      failed: (error) => this.#post({ kind: "failed", member, error }),
      ended: (exit) => this.#post({ kind: "ended", member, exit }),
    });
    const member = new Member(hand, { ...order, now: clock.now() });
    this.#members.add(member);
  }

  /** Has it finish and end; `how` is "drain" or "hasten". Kills it when its grace is over. */
  retire(member: Member, how: string): void {
    if (member.state === "draining") return;
    member.become("draining", this.#settings.clock.now());
    member.hand.tell(how);
    this.#killLater(member, this.#settings.graceTimeout);
  }

  /** Has all of them end at once, and kills who doesn't. */
  quit(): void {
    for (const member of this.#members) {
      member.state = "draining";
      member.hand.tell(word.quit);
      this.#killLater(member, quitGrace);
    }
  }

  /** Kills it; its end is no news. */
  dismiss(member: Member): void {
    member.state = "draining";
    member.hand.kill();
  }

  remove(member: Member): void {
    this.#members.delete(member);
  }

  overdue({ member, grace }: ArbiterEvent & { kind: "overdue" }): void {
    if (!this.#members.has(member)) return;
    this.#settings.report({
      level: "warning",
      message: `${member.label} had ${grace} ms to end, and is killed`,
    });
    member.hand.kill();
  }

  /** Kills who has been silent for too long, and has who is too large replaced. */
  check(): void {
    const { clock, timeout, startTimeout, memoryLimit, report } = this.#settings;
    const now = clock.now();
    for (const member of this.#members) {
      const starting = member.state === "starting";
      const silent = starting ? now - member.since : member.silentFor(now);
      if (silent > (starting ? startTimeout : timeout)) {
        const what = starting ? "has not started" : "has blocked its event loop";
        const message = `${member.label} ${what} for ${Math.round(silent)} ms, and is killed`;
        member.error ??= new WorkerLostError(message, { pid: member.hand.pid });
        report({ level: "warning", message });
        member.hand.kill();
      } else if (memoryLimit !== undefined && !member.worn && member.residentMemory > memoryLimit) {
        report({
          level: "info",
          message: `${member.label} has more than ${memoryLimit} bytes of memory, and is replaced`,
        });
        member.worn = true;
      }
    }
  }

  #killLater(member: Member, grace: number): void {
    this.#settings.clock.alarm(grace, () => this.#post({ kind: "overdue", member, grace }));
  }
}

/** Milliseconds between two looks at the heartbeats, and between two beats. */
export function tickEvery(timeout: number): number {
  return Math.max(10, Math.min(1_000, timeout / 3));
}

/** Why a worker has ended. */
export function reasonOf(member: Member, exit: WorkerExit): unknown {
  if (member.error !== undefined) return member.error;
  if (exit.error !== undefined) return exit.error;
  const { exitCode } = exit;
  const how =
    exitCode < 0 ? `was ended by signal ${-exitCode}` : `ended with exit code ${exitCode}`;
  return new WorkerLostError(`${member.label} ${how}`, { pid: member.hand.pid, exitCode });
}
