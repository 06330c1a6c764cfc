import { holderIn, WAITED } from "../../../src/memory/word.ts";
import type { Machine } from "./machine.ts";
import type { Operation } from "./operation.ts";

/** One step from one state to the next. */
export interface Step {
  readonly process: string;
  readonly operation?: Operation;
  /** What the operation gave. */
  readonly result?: number;
  /** What happened instead of an operation. */
  readonly event?: string;
}

/** Something that must not be can be, and this is how. */
export class Finding extends Error {
  readonly steps: readonly Step[];

  constructor(what: string, steps: readonly Step[], lines: readonly string[]) {
    super(`${what}\n${lines.join("\n")}`);
    this.name = "Finding";
    this.steps = steps;
  }
}

/** Writes steps down so that they can be read. */
export class Scribe {
  readonly #machine: Machine;
  /** The names of the processes by their tokens. */
  readonly #names: ReadonlyMap<number, string>;

  constructor(machine: Machine, names: ReadonlyMap<number, string>) {
    this.#machine = machine;
    this.#names = names;
  }

  lines(steps: readonly Step[]): string[] {
    const width = Math.max(...steps.map(({ process }) => process.length));
    return steps.map((step, index) => {
      const number = String(index + 1).padStart(4);
      return `${number}  ${step.process.padEnd(width)}  ${this.#line(step)}`;
    });
  }

  #line({ operation, result = 0, event }: Step): string {
    if (operation === undefined) return event ?? "";
    const { kind, index, value, expected } = operation;
    const place = this.#machine.nameOf(index);
    const shown = this.#value(value);
    const gave = `gives ${this.#value(result)}`;
    switch (kind) {
      case "load":
      case "read":
      case "readByte":
        return `${kind} ${place} ${gave}`;
      case "store":
      case "write":
      case "writeByte":
        return `${kind} ${place} := ${shown}`;
      case "compareExchange": {
        const way = `${this.#value(expected)} -> ${shown}`;
        return `${kind} ${place} ${way} ${result === expected ? "done" : `refused: ${this.#value(result)}`}`;
      }
      case "ring":
        return `ring slot ${index}`;
      case "sleep":
        return result === 0 ? "wakes by itself" : "is woken";
      case "doze":
        return result === 0 ? "wakes from its doze by itself" : "is woken from its doze";
      case "queue":
        return `queue on ${place} while ${shown} ${gave}`;
      case "wakeOn":
        return `wake one who dozes on ${place}`;
      case "allocate":
        return `allocate ${gave}`;
      case "open":
      case "release":
      case "discard":
      case "serial":
        return `${kind} block ${index} ${gave}`;
      default:
        return `${kind} ${place} ${shown} ${gave}`;
    }
  }

  #value(value: number): string {
    const name = this.#names.get(holderIn(value));
    if (name === undefined) return String(value);
    return (value & WAITED) === 0 ? `<${name}>` : `<${name}|waited>`;
  }
}
