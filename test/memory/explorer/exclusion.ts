import assert from "node:assert/strict";
import type { Act, Model, Program, Progress } from "./model.ts";
import type { ModelBlock } from "./model-memory.ts";
import { GAVE_UP } from "./waits.ts";

/** How somebody waits: blocking or in the event loop, and whether they may give up. */
export type Patience = "blocks" | "awaits" | "blocks briefly" | "awaits briefly";

/** What one process can have at a time. */
export interface Exclusive {
  /** Waits for it. Gives whether its last holder has died with it. */
  enter(patience: Patience): boolean | typeof GAVE_UP;
  leave(): void;
}

type Visit = Partial<Program<Exclusive>> & { readonly patience?: Patience };

/** A process that comes and goes so often. */
export function visitor(
  name: string,
  times = 1,
  { patience = "blocks", ...more }: Visit = {},
): Program<Exclusive> {
  const acts: Act<Exclusive>[] = [
    (thing) => thing.enter(patience),
    (thing, { results }) => {
      if (results.at(-1) !== GAVE_UP) thing.leave();
    },
  ];
  return { name, acts: Array.from({ length: times }, () => acts).flat(), ...more };
}

/** Has entered and not begun to leave. */
function isInside({ done, hasBegun, results }: Progress): boolean {
  return done % 2 === 1 && !hasBegun && results.at(-1) !== GAVE_UP;
}

/** Dies while it enters or leaves: nobody but it could say whether it was inside. */
function isAtTheDoor({ hasBegun }: Progress): boolean {
  return hasBegun;
}

/**
 * Only one process is inside at a time; each gets in; when nobody has died nobody is told so, and who dies inside is told
 * of once. (Somebody may be told of it and die before they can say so.)
 */
export function exclusionModel(
  name: string,
  programs: readonly Program<Exclusive>[],
  join: (block: ModelBlock) => Exclusive,
): Model<Exclusive> {
  return {
    name,
    blockWords: 64,
    programs,
    join,
    always: (processes) => {
      const inside = processes.filter((process) => !process.isDead && isInside(process));
      const names = inside.map((process) => process.name);
      assert.ok(inside.length < 2, `TOGETHER: ${names.join(" and ")} are inside`);
    },
    atEnd: (processes, thing) => {
      const told = [...processes.flatMap(({ results }) => results), thing.enter("blocks")];
      const recoveries = told.filter((result) => result === true).length;
      const dead = processes.filter(({ isDead }) => isDead);
      const sure = dead.filter(isInside).length;
      const unsure = dead.filter(isAtTheDoor).length;
      const seen = `RECOVERY: ${sure} died inside, ${unsure} at the door, and ${recoveries} were told`;
      assert.ok(recoveries >= sure - unsure && recoveries <= sure + unsure, seen);
    },
  };
}
