import type { Course } from "./course.ts";
import { Finding, type Scribe, type Step } from "./finding.ts";
import { clash, type Footprints } from "./footprints.ts";
import type { Machine } from "./machine.ts";
import type { Model } from "./model.ts";
import type { Witness } from "./witness.ts";
import { isDone, progressOf, type Process, type State } from "./state.ts";
import { Turns } from "./turns.ts";

/** How large what has been explored is. */
export interface Explored {
  readonly states: number;
  /** Steps from one state to another, those to states that were known already included. */
  readonly steps: number;
  /** States in which nobody can do anything any more. */
  readonly ends: number;
}

/** What a search needs. */
export interface SearchParts<Party> {
  readonly model: Model<Party>;
  readonly machine: Machine;
  readonly witness: Witness;
  readonly courses: readonly Course<Party>[];
  readonly footprints: Footprints;
  readonly scribe: Scribe;
}

const LIMIT = 1_000_000;

/** A breadth-first walk through all states, so that what is found is found on one of the shortest ways. */
export class Search<Party> {
  readonly #parts: SearchParts<Party>;
  readonly #turns: Turns<Party>;
  readonly #known = new Set<number>();
  /** States that haven't been looked at, by number; those that have are forgotten. */
  readonly #open: (State<Party> | undefined)[] = [];
  /** For each state, which one it was reached from and how. */
  readonly #from: number[] = [];
  readonly #how: Step[] = [];
  #steps = 0;
  #ends = 0;

  constructor(parts: SearchParts<Party>) {
    this.#parts = parts;
    this.#turns = new Turns(parts, this.#known);
  }

  /** Undefined when a word has turned out to be shared that wasn't known to be: then all has to be looked at again. */
  run(): Explored | undefined {
    const { footprints, model, machine } = this.#parts;
    const before = { words: machine.words.slice(), low: machine.low, high: machine.high };
    try {
      this.#attempt(-1, () => this.#addAll(-1, this.#turns.beginnings()));
      for (let number = 0; number < this.#open.length; number += 1) {
        if (this.#open.length > (model.limit ?? LIMIT))
          throw new Error("there are too many states");
        this.#attempt(number, () => this.#expand(number));
        if (footprints.grown) return undefined;
        this.#open[number] = undefined;
      }
    } finally {
      machine.recall(before);
    }
    for (const course of this.#parts.courses) course.verify();
    return { states: this.#open.length, steps: this.#steps, ends: this.#ends };
  }

  #expand(number: number): void {
    const state = this.#open[number];
    if (state === undefined) throw new Error("unreachable: a state is looked at once");
    const moves = this.#turns.moves(state);
    this.#addAll(number, moves);
    this.#addAll(number, this.#turns.deaths(state));
    if (moves.length > 0) return;
    if (!this.#mayEnd(state)) this.#addAll(number, this.#timePasses(state));
    else {
      this.#ends += 1;
      this.#see(state, (party) =>
        this.#parts.model.atEnd?.(state.processes.map(progressOf), party),
      );
    }
  }

  /** Nobody can go on: everybody has come to the end, or rests where the model says that this is right. */
  #mayEnd(state: State<Party>): boolean {
    const { model } = this.#parts;
    if (state.processes.every((process) => process.fate !== "lives" || isDone(process)))
      return true;
    if (model.mayRest === undefined) return false;
    const processes = state.processes.map(progressOf);
    return this.#see(state, (party) => model.mayRest?.(processes, party) ?? false);
  }

  /** Time passes only where nothing else can happen, and is needed only where somebody has died. */
  #timePasses(state: State<Party>): [State<Party>, Step][] {
    if (state.processes.every(({ fate }) => fate === "lives" || fate === "unborn"))
      throw new Error("LOST WAKE-UP: all who are left sleep, and nobody has died");
    const woken = this.#turns.expiries(state);
    if (woken.length === 0) throw new Error("STUCK: all who are left sleep, whatever time passes");
    return woken;
  }

  #addAll(from: number, found: readonly [State<Party>, Step][]): void {
    for (const [state, step] of found) {
      this.#steps += 1;
      if (this.#known.has(state.key)) continue;
      this.#known.add(state.key);
      this.#open.push(state);
      this.#from.push(from);
      this.#how.push(step);
      this.#attempt(this.#open.length - 1, () => this.#check(state));
    }
  }

  #check({ processes }: State<Party>): void {
    this.#parts.model.always?.(processes.map(progressOf));
    for (const one of processes)
      for (const other of processes) if (one !== other) this.#checkRace(one, other);
  }

  /** What one process may still be doing without `Atomics` mustn't meet what another does or is about to do. */
  #checkRace(one: Process<Party>, other: Process<Party>): void {
    if (one.fate !== "lives" || other.fate !== "lives") return;
    for (const plain of one.segment) {
      const next = other.spot.operation;
      const met =
        next !== undefined && clash(plain, next)
          ? next
          : other.segment.find((theirs) => clash(plain, theirs));
      if (met === undefined) continue;
      const [a, b] = [one.course.program.name, other.course.program.name];
      const place = this.#parts.machine.nameOf(plain.index);
      throw new Error(`RACE: ${a} does ${plain.kind} ${place} while ${b} may do ${met.kind} there`);
    }
  }

  #see<Result>({ words, low, high }: State<Party>, look: (party: Party) => Result): Result {
    const { machine, witness, model } = this.#parts;
    machine.recall({ words, low, high });
    return witness.see((memory) => look(model.join(memory.first)));
  }

  /** Whatever is thrown gets the way that led there. */
  #attempt(number: number, run: () => void): void {
    try {
      run();
    } catch (error) {
      if (error instanceof Finding) throw error;
      const steps: Step[] = [];
      for (let at = number; at >= 0; at = this.#from[at] ?? -1)
        steps.unshift(...this.#how.slice(at, at + 1));
      const what = error instanceof Error ? error.message : String(error);
      throw new Finding(
        `${this.#parts.model.name}: ${what}`,
        steps,
        this.#parts.scribe.lines(steps),
      );
    }
  }
}
