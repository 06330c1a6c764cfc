import { perThread } from "../per-thread.ts";
import { Backlog } from "./backlog.ts";
import type { Carrier } from "./carrier.ts";
import { Carriers } from "./carriers.ts";
import type { Habit, Lane } from "./habit.ts";
import { LightRun, type LightOrder, type RunKeeper } from "./light-run.ts";
import { Verdict } from "./link-words.ts";

/** How often carriers are looked at while threads wait to begin, in milliseconds. */
const LOOK = 10;
/** Whether the first stretch has shown something is asked at every so-manieth thread that waits for it. */
const ASK_EVERY = 64;

/** The first thread of a function is being watched. */
interface Trial {
  readonly first: LightRun;
  /** Those that wait for what it shows. */
  readonly waiting: LightRun[];
}

/**
 * Places the light threads that this thread starts. README.md says by which rules.
 */
export class Fleet implements RunKeeper {
  readonly #carriers: Carriers = new Carriers((carrier) => this.#unsent.delete(carrier));
  /** Those that have starts to send. */
  readonly #unsent = new Set<Carrier>();
  readonly #trials = new Map<Habit, Trial>();
  /** Those for whom there is no carrier now, by lane. */
  readonly #backlogs = new Map<Lane, Backlog>();
  readonly #counts = { started: 0, ended: 0, moved: 0 };
  #looking: NodeJS.Timeout | undefined;

  /** `cancelled` says why it ends at once; undefined when it doesn't. */
  start(order: LightOrder, cancelled: unknown): LightRun {
    const run = new LightRun(order, this);
    this.#counts.started += 1;
    if (cancelled === undefined) this.#place(run);
    else run.cancel(cancelled);
    return run;
  }

  /** How many threads there have been. */
  get counts(): Readonly<{ started: number; ended: number; moved: number }> {
    return { ...this.#counts };
  }

  /** Threads that no carrier has been given. */
  get held(): number {
    return this.#withoutCarrier().length;
  }

  /** The carriers that this thread is linked with. */
  get carriers(): Carrier[] {
    return [...this.#carriers];
  }

  /** The threads that have been started here and have not ended, in the order of their start. */
  runs(): LightRun[] {
    const placed = [...this.#carriers].flatMap((carrier) => carrier.runs);
    return [...placed, ...this.#withoutCarrier()].toSorted(
      (one, other) => one.number - other.number,
    );
  }

  ended(run: LightRun): void {
    this.#counts.ended += 1;
    for (const lane of this.#backlogs.keys()) this.#fill(lane);
    const { habit } = run;
    if (this.#trials.get(habit)?.first !== run) return habit.forgive();
    this.#learn(habit, run.carrier?.verdictOn(run.captured.id) ?? Verdict.light);
  }

  returned(run: LightRun): void {
    this.#counts.moved += 1;
    const { habit } = run;
    const trial = this.#trials.get(habit);
    if (trial?.first === run) {
      // Another one shows it.
      this.#trials.delete(habit);
      this.#place(run);
      for (const other of trial.waiting) this.#place(other);
    } else this.#place(run);
  }

  judged({ habit }: LightRun, verdict: Verdict): void {
    this.#learn(habit, verdict);
  }

  #place(run: LightRun): void {
    const { lane } = run.habit;
    if (lane === undefined) return this.#try(run);
    let backlog = this.#backlogs.get(lane);
    const carrier = backlog === undefined ? this.#carriers.next(lane) : undefined;
    if (carrier !== undefined) return this.#give(run, carrier);
    backlog ??= new Backlog();
    this.#backlogs.set(lane, backlog);
    backlog.add(run);
    this.#fill(lane);
  }

  /** Gives carriers what they can take. */
  #fill(lane: Lane): void {
    const backlog = this.#backlogs.get(lane);
    for (;;) {
      const carrier = this.#carriers.next(lane);
      if (carrier === undefined) return;
      const run = backlog?.take();
      if (run === undefined) break;
      // Meanwhile more may have become known of its function.
      if (run.habit.lane === lane) this.#give(run, carrier);
      else this.#place(run);
    }
    this.#backlogs.delete(lane);
  }

  #withoutCarrier(): LightRun[] {
    const trials = [...this.#trials.values()].flatMap(({ waiting }) => waiting);
    const backlogs = [...this.#backlogs.values()].flatMap((backlog) => backlog.list());
    return [...trials, ...backlogs].filter(({ exit }) => exit === undefined);
  }

  /** The first thread of a function shows what it is like; the others wait for that. */
  #try(run: LightRun): void {
    const { habit } = run;
    const trial = this.#trials.get(habit);
    if (trial === undefined) {
      this.#trials.set(habit, { first: run, waiting: [] });
      const carrier = this.#carriers.empty();
      this.#give(run, carrier);
      // At once: whoever starts many in one go comes to nothing else meanwhile.
      return carrier.flush();
    }
    trial.waiting.push(run);
    if (trial.waiting.length % ASK_EVERY === 0) this.#ask(trial);
  }

  /** Looks for the verdict itself: whoever starts many threads in one go gets no messages meanwhile. */
  #ask({ first: { carrier, captured, habit } }: Trial): void {
    const verdict = carrier?.verdictOn(captured.id);
    if (verdict !== undefined) this.#learn(habit, verdict);
  }

  #learn(habit: Habit, verdict: Verdict): void {
    habit.learn(verdict);
    const trial = this.#trials.get(habit);
    this.#trials.delete(habit);
    for (const run of trial?.waiting ?? []) if (run.exit === undefined) this.#place(run);
  }

  /** Whoever isn't known to be light is watched. */
  #give(run: LightRun, carrier: Carrier): void {
    const watched = run.habit.lane === undefined || run.habit.lane === "heavy";
    if (carrier.start(run, watched)) this.#sendSoon(carrier);
    this.#looking ??= setInterval(() => this.#look(), LOOK).unref();
  }

  #sendSoon(carrier: Carrier): void {
    if (this.#unsent.size === 0) queueMicrotask(() => this.#send());
    this.#unsent.add(carrier);
  }

  #send(): void {
    for (const carrier of this.#unsent) carrier.flush();
    this.#unsent.clear();
  }

  /** What lies at carriers that stand still goes elsewhere, and whose fault it is will be known next time. */
  #look(): void {
    for (const lane of this.#backlogs.keys()) this.#fill(lane);
    let waiting = this.#trials.size + this.#backlogs.size;
    for (const carrier of this.#carriers) {
      waiting += carrier.waiting;
      const culprit = carrier.look();
      if (culprit > 0) this.#blame(carrier, culprit);
      if (carrier.stands && carrier.waiting > 0) carrier.reclaim();
    }
    if (waiting > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #blame(carrier: Carrier, functionId: number): void {
    const run = carrier.runs.find(({ captured }) => captured.id === functionId);
    if (run !== undefined) this.#learn(run.habit, Verdict.heavy);
  }
}

const state = perThread<{ fleet: Fleet | undefined }>("fleet", () => ({ fleet: undefined }));

/** That of this thread. */
export function fleet(): Fleet {
  state.fleet ??= new Fleet();
  return state.fleet;
}
