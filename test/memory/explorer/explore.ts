import { tokenOf } from "../../../src/memory/word.ts";
import { Course, type CourseContext } from "./course.ts";
import { Finding, Scribe } from "./finding.ts";
import { Footprints } from "./footprints.ts";
import { Machine } from "./machine.ts";
import type { Model, Program } from "./model.ts";
import { Search, type Explored, type SearchParts } from "./search.ts";
import { trapped } from "./trap.ts";
import { Witness } from "./witness.ts";

export type { Explored } from "./search.ts";

/**
 * Looks at every state to which a model can come, whatever the order in which its processes get their turns, and whoever
 * dies. Throws a {@link Finding} when one of them must not be.
 */
export function explore<Party>(model: Model<Party>): Explored {
  return trapped(() => {
    const parts = prepare(model);
    for (;;) {
      parts.footprints.grown = false;
      const explored = new Search(parts).run();
      if (explored !== undefined) return explored;
    }
  });
}

/** What {@link explore} throws; throws when it finds nothing. For showing that it can find something. */
export function findingOf<Party>(model: Model<Party>): Finding {
  try {
    explore(model);
  } catch (error) {
    if (error instanceof Finding) return error;
    throw error;
  }
  throw new Error(`nothing was found in "${model.name}"`);
}

function prepare<Party>(model: Model<Party>): SearchParts<Party> {
  const { programs, blocks = 1, blockWords } = model;
  const settlers = programs.filter(({ heirOf }) => heirOf === undefined);
  const slots = settlers.length;
  const machine = new Machine({ slots: slots + 1, blocks, blockWords });
  const witness = new Witness(machine, slots);
  const context: CourseContext<Party> = {
    machine,
    slots,
    join: (block) => model.join(block),
    number: numbering(),
  };
  const names = new Map<number, string>();
  const courseOf = (program: Program<Party>): Course<Party> => {
    const ancestor = programs.find(({ name }) => name === program.heirOf) ?? program;
    const actor = { slot: settlers.indexOf(ancestor), generation: ancestor === program ? 1 : 2 };
    names.set(tokenOf(actor.slot, actor.generation), program.name);
    if (ancestor === program) machine.bear(actor);
    return new Course(program, actor, context);
  };
  const courses = programs.map(courseOf);
  witness.see((memory) => model.prepare?.(memory.first));
  const footprints = new Footprints();
  return { model, machine, witness, courses, footprints, scribe: new Scribe(machine, names) };
}

function numbering(): (text?: string) => number {
  const known = new Map<string, number>();
  let last = 0;
  return (text) => {
    const number = text === undefined ? undefined : known.get(text);
    if (number !== undefined) return number;
    last += 1;
    if (text !== undefined) known.set(text, last);
    return last;
  };
}
