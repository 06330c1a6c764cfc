import type { Block } from "../memory/memory.ts";
import { perThread } from "../per-thread.ts";
import { Line } from "./line.ts";
import { UntilClosed } from "./until-closed.ts";

/** The waits of one thread at one queue, however many objects it has for that queue. */
export interface Turns {
  readonly putters: Line;
  readonly getters: Line;
  /** Ends the waits when this thread lets go of the queue: afterwards nothing may touch its memory. */
  readonly open: UntilClosed;
}

const known = perThread("queue-turns", () => new WeakMap<Block, Turns>());

/** The turns at the queue in this block. A block is one object in a thread until the thread has let go of it. */
export function turnsAt(block: Block): Turns {
  let turns = known.get(block);
  if (turns === undefined) {
    const { parking } = block.memory;
    turns = { putters: new Line(parking), getters: new Line(parking), open: new UntilClosed() };
    known.set(block, turns);
  }
  return turns;
}
