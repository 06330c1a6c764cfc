import type { Block, WaitLimits, Waiting, Waits } from "../memory/memory.ts";
import { perThread } from "../per-thread.ts";

/** So often may coroutines get ahead of those of their thread who wait: it takes a third of the time of waiting. */
const MOST_OVERTAKES = 64;

/**
 * Lets the coroutines of one thread that wait for one object get it in turn. Who releases a lock and wants it again at
 * once would otherwise always find it free: those who wait are called only after that. So overtaking ends after 64 times,
 * or when the event loop has turned; who comes then goes to the end of the line, and the lock to its head. Among threads
 * nobody keeps an order.
 */
export class TakingTurns {
  #waiting = 0;
  #overtakes = 0;
  #isTimed = false;

  /** Whether nobody of this thread waits. */
  get isFree(): boolean {
    return this.#waiting === 0;
  }

  /** Lets somebody try who comes while others wait, unless those have been overtaken often enough. */
  overtake<Result>(attempt: () => Result | undefined): Result | undefined {
    if (this.#overtakes >= MOST_OVERTAKES) return undefined;
    const result = attempt();
    if (result !== undefined) {
      this.#overtakes += 1;
      this.#endWithTurn();
    }
    return result;
  }

  /** Waits as {@link Waits.wait} does, at the end of the line; who doesn't wait, with a timeout of 0, needn't join it. */
  async wait<Result>(
    parking: Waits,
    waiting: Waiting<Result>,
    limits: WaitLimits = {},
  ): Promise<Result> {
    const { timeout = Infinity } = limits;
    // The parking tries newcomers first of all, before it puts them behind the others.
    let isNewcomer = !this.isFree && timeout > 0;
    const attempt = (): Result | undefined => {
      const result = isNewcomer ? undefined : waiting.attempt();
      isNewcomer = false;
      if (result !== undefined) this.#overtakes = 0;
      return result;
    };
    this.#waiting += 1;
    try {
      return await parking.wait({ ...waiting, attempt }, limits);
    } finally {
      this.#waiting -= 1;
    }
  }

  #endWithTurn(): void {
    if (this.#isTimed) return;
    this.#isTimed = true;
    setImmediate(() => {
      this.#isTimed = false;
      this.#overtakes = MOST_OVERTAKES;
    }).unref();
  }
}

const known = perThread("taking-turns", () => new WeakMap<Block, TakingTurns>());

/** The turns at the object in this block. A block is one object in a thread until the thread has let go of it. */
export function takingTurnsAt(block: Block): TakingTurns {
  let turns = known.get(block);
  if (turns === undefined) {
    turns = new TakingTurns();
    known.set(block, turns);
  }
  return turns;
}
