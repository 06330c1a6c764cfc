import type { Actor, Machine } from "./machine.ts";
import type { Program } from "./model.ts";
import { ModelMemory, type ModelBlock } from "./model-memory.ts";
import { isSame, operation, type Operation } from "./operation.ts";
import { Pause, performedBy, type Performer } from "./performer.ts";

/** A repetition of an operation that has changed nothing, for the third time in a row, isn't explored by itself. */
const REPEATS = 2;
/** So many of the ways that lead to the same sleep are compared. */
const VERIFIED = 50;
const pause = new Pause("the result of this operation isn't known yet");

/** A point in the course of a process: all that it has been told so far led here. */
export interface Spot {
  /** Different for each spot of a model. */
  readonly id: number;
  /** Comes next; undefined at the end. */
  readonly operation: Operation | undefined;
  /** What was thrown instead. */
  readonly error: Error | undefined;
  /** The results of the acts that have been done. */
  readonly results: readonly unknown[];
  readonly notes: readonly unknown[];
  readonly hasBegun: boolean;
  /** The number that says what is left of a process that dies here; the same at different spots. */
  readonly remains: number;
}

/** What leads to a spot within its act. */
interface Way {
  readonly before: Way | undefined;
  readonly outcome: number;
}

/** A way that was taken to end at a spot to which another way leads. */
interface Merged {
  readonly rest: Spot;
  readonly way: Way;
}

/** What every course of a model has in common. */
export interface CourseContext<Party> {
  readonly machine: Machine;
  readonly slots: number;
  readonly join: (block: ModelBlock) => Party;
  /** Gives the same number for the same text, and one of its own for none. */
  readonly number: (text?: string) => number;
}

/**
 * All that one process does, whatever it is told: a tree of spots, grown where it is looked at. The product's code can't
 * be stopped in the middle and copied, so each new spot is reached by running the act from its beginning with the
 * results that led there, until it asks for one more.
 */
export class Course<Party> {
  readonly program: Program<Party>;
  readonly actor: Actor;
  readonly first: Spot;
  readonly #context: CourseContext<Party>;
  readonly #ways = new Map<Spot, Way | undefined>();
  readonly #followers = new Map<Spot, Map<number, Spot>>();
  readonly #beginnings = new Map<string, Spot>();
  /** Where the process sleeps, and what has led to the same sleep besides. */
  readonly #rests = new Map<string, Spot>();
  readonly #merged: Merged[] = [];
  /** The notes from before the act that a spot belongs to. */
  readonly #noted = new Map<Spot, readonly unknown[]>();

  constructor(program: Program<Party>, actor: Actor, context: CourseContext<Party>) {
    this.program = program;
    this.actor = actor;
    this.#context = context;
    this.first = this.#beginning([], []);
  }

  /** Where the process is when its next operation has given this. */
  after(spot: Spot, outcome: number): Spot {
    let followers = this.#followers.get(spot);
    if (followers === undefined) {
      followers = new Map();
      this.#followers.set(spot, followers);
    }
    let follower = followers.get(outcome);
    if (follower === undefined) {
      follower = this.#grow(spot, { before: this.#ways.get(spot), outcome });
      followers.set(outcome, follower);
    }
    return follower;
  }

  /**
   * Checks, for some of the ways that were taken to lead to the same sleep, that what comes then is the same. Throws
   * when it isn't: then the process remembers something across its sleep.
   */
  verify(): void {
    // The check itself finds more of them.
    const all = [...this.#merged];
    const step = Math.ceil(all.length / VERIFIED);
    for (const [index, { rest, way }] of all.entries())
      if (index % step === 0) this.#verify(rest, way);
  }

  #verify(spot: Spot, way: Way): void {
    for (const [outcome, follower] of this.#followers.get(spot) ?? []) {
      const longer = { before: way, outcome };
      const found = this.#grow(spot, longer);
      if (!isAlike(found, follower))
        throw new Error(`${this.program.name} remembers something when it sleeps: see Program`);
      const { operation: next } = follower;
      const isBeyond = (next !== undefined && isRest(next)) || !follower.hasBegun;
      if (!isBeyond) this.#verify(follower, longer);
    }
  }

  #beginning(results: readonly unknown[], notes: readonly unknown[]): Spot {
    const key = JSON.stringify([results, notes]);
    let spot = this.#beginnings.get(key);
    if (spot === undefined) {
      spot = this.#run({ results, notes }, undefined);
      this.#beginnings.set(key, spot);
    }
    return spot;
  }

  #grow(spot: Spot, way: Way): Spot {
    return this.#run({ results: spot.results, notes: this.#noted.get(spot) ?? [] }, way);
  }

  #run(before: Pick<Spot, "results" | "notes">, way: Way | undefined): Spot {
    const { program, actor } = this;
    const { machine, slots, join } = this.#context;
    const act = program.acts[before.results.length];
    if (act === undefined) return this.#spot(before, before.notes, {});
    const memory = new ModelMemory(machine, actor, slots);
    const run = new Run(memory, outcomesOf(way));
    const notes = [...before.notes];
    const note = (value: unknown): void => {
      if (!run.paused) notes.push(value);
    };
    try {
      const result = performedBy(run, () =>
        act(join(memory.first), { results: before.results, note, memory }),
      );
      if (!run.paused) return this.#beginning([...before.results, result ?? null], notes);
    } catch (error) {
      if (!run.paused) return this.#spot(before, notes, { error: asError(error), way });
    }
    if (run.next === undefined || !isRest(run.next) || program.remembers === true)
      return this.#spot(before, notes, { operation: run.next, way });
    // Only who gives up looks at the clock.
    const { mark, elapsed } = memory;
    const since = program.early === undefined ? 0 : elapsed;
    const key = JSON.stringify([before.results, notes, run.next, run.place, mark, since]);
    const rest = this.#rests.get(key);
    if (rest === undefined) {
      const made = this.#spot(before, notes, { operation: run.next, way });
      this.#rests.set(key, made);
      return made;
    }
    if (way !== undefined) this.#merged.push({ rest, way });
    return rest;
  }

  #spot(
    { results, notes: noted }: Pick<Spot, "results" | "notes">,
    notes: readonly unknown[],
    found: { operation?: Operation | undefined; error?: Error; way?: Way | undefined },
  ): Spot {
    const { number } = this.#context;
    const hasBegun = found.way !== undefined;
    const remains = number(JSON.stringify([this.program.name, hasBegun, results, notes]));
    const { operation: next, error } = found;
    const spot = { id: number(), operation: next, error, results, notes, hasBegun, remains };
    this.#ways.set(spot, found.way);
    this.#noted.set(spot, noted);
    return spot;
  }
}

/** Carries out the operations of one act up to the first one whose result isn't known. */
class Run implements Performer {
  readonly #memory: ModelMemory;
  readonly #outcomes: readonly number[];
  #told = 0;
  #last = operation("load", -1);
  #lastResult = 0;
  #repeated = 0;
  next: Operation | undefined;
  /** Where in the product's code that is, with all who have called it. */
  place = "";

  constructor(memory: ModelMemory, outcomes: readonly number[]) {
    this.#memory = memory;
    this.#outcomes = outcomes;
  }

  get paused(): boolean {
    return this.next !== undefined;
  }

  perform(wanted: Operation): number {
    if (this.paused) throw pause;
    if (this.#repeated >= REPEATS && isSame(wanted, this.#last)) return this.#lastResult;
    const outcome = this.#outcomes[this.#told];
    if (outcome === undefined) {
      this.next = wanted;
      if (isRest(wanted)) this.place = placeOf();
      throw pause;
    }
    this.#told += 1;
    this.#remember(wanted, outcome);
    return outcome;
  }

  now(): number {
    return this.#memory.now();
  }

  later(task: () => void): void {
    this.#memory.later(task);
  }

  /** Only an exchange that fails is repeated without an end by those who spin. */
  #remember(done: Operation, outcome: number): void {
    const failed = done.kind === "compareExchange" && outcome !== done.expected;
    const same = failed && outcome === this.#lastResult && isSame(done, this.#last);
    this.#repeated = same ? this.#repeated + 1 : failed ? 1 : 0;
    this.#last = done;
    this.#lastResult = outcome;
  }
}

/** Where all ways are one: it sleeps, or says that it is going to. */
function isRest({ kind }: Operation): boolean {
  return kind === "sleep" || kind === "or";
}

/** Who is calling. */
function placeOf(): string {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 40;
  const { stack = "" } = new Error("here");
  Error.stackTraceLimit = stackTraceLimit;
  return stack;
}

function isAlike(one: Spot, other: Spot): boolean {
  if (one.remains !== other.remains) return false;
  if (one.operation === undefined || other.operation === undefined)
    return one.operation === other.operation && one.error?.message === other.error?.message;
  return isSame(one.operation, other.operation);
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error("threw what is no error");
}

function outcomesOf(way: Way | undefined): readonly number[] {
  const outcomes: number[] = [];
  for (let step = way; step !== undefined; step = step.before) outcomes.push(step.outcome);
  return outcomes.reverse();
}
