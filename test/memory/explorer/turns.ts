import type { Step } from "./finding.ts";
import type { Footprints } from "./footprints.ts";
import { EXPIRED, type Machine } from "./machine.ts";
import type { Model } from "./model.ts";
import { isAboutWord, isPlain, isUntold, wordOf, writes, type Operation } from "./operation.ts";
import type { Spot } from "./course.ts";
import type { SearchParts } from "./search.ts";
import { keyOf, type Process, type State } from "./state.ts";

/** After so many operations that no other process sees, a process goes round in a circle. */
const LONGEST = 100_000;

const nothing = new Int32Array();

type Found<Party> = [State<Party>, Step];

/** What can happen next. */
export class Turns<Party> {
  readonly #parts: SearchParts<Party>;
  readonly #model: Model<Party>;
  readonly #machine: Machine;
  readonly #footprints: Footprints;
  readonly #known: ReadonlySet<number>;

  /** `known` are the keys of the states that needn't be kept. */
  constructor(parts: SearchParts<Party>, known: ReadonlySet<number>) {
    this.#parts = parts;
    this.#known = known;
    this.#model = parts.model;
    this.#machine = parts.machine;
    this.#footprints = parts.footprints;
  }

  /** Every process has come to its first operation that others see. */
  beginnings(): Found<Party>[] {
    const processes = this.#parts.courses.map((course): Process<Party> => {
      const { early = 0, heirOf } = course.program;
      const fate = heirOf === undefined ? "lives" : "unborn";
      return { course, spot: course.first, fate, early, hasLooked: false, segment: [] };
    });
    let states = [this.#remember(processes, this.#model.crashes ?? 0)];
    for (const [index, { fate }] of processes.entries()) {
      if (fate === "unborn") continue;
      states = states.flatMap((state) => {
        this.#machine.recall(state);
        return this.#settle(state, index);
      });
    }
    const step = { process: "", event: "all begin" };
    return states.map((state) => [state, step]);
  }

  /** What those can do who don't have to wait. */
  moves(state: State<Party>): Found<Party>[] {
    return state.processes.flatMap((process, index) => {
      if (process.fate === "stopped") return this.#die(state, index);
      if (process.fate === "unborn") return this.#begin(state, index);
      const { operation } = process.spot;
      if (process.fate === "dead" || operation === undefined) return [];
      this.#machine.recall(state);
      const choices = this.#machine.choices(operation, process.course.actor);
      const moves = choices.flatMap((choice) => this.#do(state, index, choice));
      if (choices.length > 0 || process.early === 0 || operation.kind !== "sleep") return moves;
      const early = replaced(state, index, { early: process.early - 1 });
      return [...moves, ...this.#do(early, index, EXPIRED)];
    });
  }

  /** Each process may die, as long as one may. */
  deaths(state: State<Party>): Found<Party>[] {
    if (state.crashes === 0) return [];
    return state.processes.flatMap((process, index) => {
      if (!this.#mayDie(process) || process.spot.operation === undefined) return [];
      return this.#die({ ...state, crashes: state.crashes - 1 }, index);
    });
  }

  /** The sleeps that end by themselves. Nobody is woken so twice without anything having come of it. */
  expiries(state: State<Party>): Found<Party>[] {
    return state.processes.flatMap(({ fate, spot, hasLooked }, index) => {
      const kind = spot.operation?.kind;
      if (fate !== "lives" || hasLooked || (kind !== "sleep" && kind !== "doze")) return [];
      return this.#do(replaced(state, index, { hasLooked: true }), index, EXPIRED);
    });
  }

  #mayDie({ fate, course }: Process<Party>): boolean {
    return fate === "lives" && course.program.mortal !== false;
  }

  #die(state: State<Party>, index: number): Found<Party>[] {
    const { course, spot } = at(state, index);
    this.#machine.recall(state);
    this.#machine.die(course.actor.slot);
    this.#footprints.note(this.#machine.lifeAt(course.actor.slot), index, true);
    const dead = awake(replaced(state, index, { fate: "dead", segment: [] }));
    const event = spot.hasBegun ? "DIES" : "DIES between two acts";
    const step = { process: course.program.name, event };
    return [[this.#remember(dead.processes, state.crashes), step]];
  }

  /** Takes over the slot of somebody who has died. */
  #begin(state: State<Party>, index: number): Found<Party>[] {
    const { course } = at(state, index);
    this.#machine.recall(state);
    if (this.#machine.get(this.#machine.lifeAt(course.actor.slot)) !== 0) return [];
    this.#machine.bear(course.actor);
    this.#footprints.note(this.#machine.lifeAt(course.actor.slot), index, true);
    const born = replaced(state, index, { fate: "lives" });
    const step = { process: course.program.name, event: "takes over the slot" };
    return this.#settle(born, index).map((next) => [next, step]);
  }

  #do(state: State<Party>, index: number, choice: number): Found<Party>[] {
    const process = at(state, index);
    const { operation } = process.spot;
    if (operation === undefined) throw new Error("unreachable: who is done does nothing");
    this.#machine.recall(state);
    const result = this.#execute(process, index, { operation, choice });
    const spot = this.#advance(process, result);
    const moved = replaced(state, index, { spot, segment: [] });
    const isDone = spot.results.length > process.spot.results.length;
    const step = { process: process.course.program.name, operation, result };
    return this.#settle(isDone ? awake(moved) : moved, index).map((settled) => [settled, step]);
  }

  #execute(
    { course }: Process<Party>,
    index: number,
    { operation, choice }: { operation: Operation; choice: number },
  ): number {
    const aboutWord = isAboutWord(operation);
    const word = wordOf(operation);
    const before = aboutWord ? this.#machine.get(word) : 0;
    const result = this.#machine.execute(operation, course.actor, choice);
    if (aboutWord) this.#footprints.note(word, index, this.#machine.get(word) !== before);
    return result;
  }

  /** The objects of an act are garbage when it has ended, and with them what they have open. */
  #advance({ course, spot }: Process<Party>, result: number): Spot {
    const isTold = spot.operation !== undefined && !isUntold(spot.operation);
    const next = course.after(spot, isTold ? result : 0);
    if (next.results.length > spot.results.length) this.#machine.forgetBlocks(course.actor.slot);
    return next;
  }

  /**
   * Lets a process go on, in the machine as it is, until it comes to an operation at which others may get their turn.
   * Gives that state, and before it one for each plain write that the process may not live to do.
   */
  #settle(state: State<Party>, index: number): State<Party>[] {
    const found: State<Party>[] = [];
    const segment: Operation[] = [];
    let process = at(state, index);
    for (let count = 0; ; count += 1) {
      const { operation, error } = process.spot;
      const { name } = process.course.program;
      if (error !== undefined) throw new Error(`${name} failed: ${error.message}`);
      if (operation === undefined || this.#isTurn(operation)) break;
      if (count > LONGEST) throw new Error(`${name} goes round in a circle`);
      if (isPlain(operation) && this.#footprints.isShared(wordOf(operation))) {
        if (writes(operation) && state.crashes > 0 && this.#mayDie(process)) {
          const stopped = replaced(state, index, { ...process, fate: "stopped", segment: [] });
          found.push(this.#remember(stopped.processes, state.crashes - 1));
        }
        segment.push(operation);
      }
      const result = this.#execute(process, index, { operation, choice: 0 });
      process = { ...process, spot: this.#advance(process, result) };
    }
    const { processes } = replaced(state, index, { ...process, segment });
    found.push(this.#remember(processes, state.crashes));
    return found;
  }

  /** Whether others may get their turn before this. */
  #isTurn(operation: Operation): boolean {
    if (!isAboutWord(operation)) return operation.kind !== "serial";
    const word = wordOf(operation);
    if (!this.#footprints.isShared(word)) return false;
    return !isPlain(operation) || this.#isRacy(word);
  }

  #isRacy(word: number): boolean {
    return this.#model.isRacy?.(word - this.#machine.startOf(0)) ?? false;
  }

  #remember(processes: readonly Process<Party>[], crashes: number): State<Party> {
    const { words, low, high } = this.#machine;
    const key = keyOf({ low, high, processes, crashes });
    const kept = this.#known.has(key) ? nothing : words.slice();
    return { key, words: kept, low, high, processes, crashes };
  }
}

function at<Party>({ processes }: State<Party>, index: number): Process<Party> {
  const process = processes[index];
  if (process === undefined) throw new RangeError(`there is no process ${index}`);
  return process;
}

function replaced<Party>(
  state: State<Party>,
  index: number,
  change: Partial<Process<Party>>,
): State<Party> {
  return { ...state, processes: state.processes.with(index, { ...at(state, index), ...change }) };
}

/** Something has come of something: time may pass for everybody again. */
function awake<Party>(state: State<Party>): State<Party> {
  if (!state.processes.some(({ hasLooked }) => hasLooked)) return state;
  const processes = state.processes.map((process) => ({ ...process, hasLooked: false }));
  return { ...state, processes };
}
