import type { CapturableFunction, Captured } from "../closure/capture.ts";
import { Verdict } from "./link-words.ts";

/**
 * Where threads run: on the carriers that most share; on those for functions that compute for long; or alone on one,
 * for functions that block.
 */
export type Lane = "general" | "heavy" | "exclusive";

/** A function of which fewer than one in so many starts has computed for long isn't a heavy one. */
const SELDOM = 20;

/** What is known of the threads that run one function. */
export class Habit {
  #blocks: boolean;
  #starts = 0;
  #heavyStarts = 0;

  constructor(blocks: boolean) {
    this.#blocks = blocks;
  }

  /** Where its threads belong; undefined until one of them has shown it. */
  get lane(): Lane | undefined {
    if (this.#blocks) return "exclusive";
    if (this.#starts === 0) return undefined;
    // One start may have been slow for other reasons: garbage was collected, or another program had the core.
    return this.#heavyStarts * SELDOM > this.#starts ? "heavy" : "general";
  }

  /** One more thread has begun, and has shown this. */
  learn(verdict: Verdict): void {
    if (verdict === Verdict.blocking) this.#blocks = true;
    this.#starts += 1;
    if (verdict === Verdict.heavy) this.#heavyStarts += 1;
  }

  /** One more thread has ended that nobody has watched. */
  forgive(): void {
    this.#starts += 1;
  }
}

/** The blocking calls of this package. Others, such as `readFileSync`, come back by themselves. */
const BLOCKS =
  /\b(?:acquire|get|join|poll|put|receive|receiveBytes|receiveBytesInto|run|send|sendBytes|update|wait|waitAny)Sync\s*\(/;

/** Functions with the same code have the same habit, whatever they have captured. */
const byCode = new Map<string, Habit>();
const MOST = 4_096;
/** What has been found before, by capture; for functions that are only named, by the function itself. */
const known = new WeakMap<object, Habit>();

/** What is known of a function, whose code `target` shows. One that has blocking calls in its text needs no trial. */
export function habitOf(captured: Captured, target: CapturableFunction): Habit {
  const identity = captured.units.length > 0 ? captured : target;
  let habit = known.get(identity);
  if (habit !== undefined) return habit;
  habit = identity === captured ? habitOfCode(captured, target) : create(captured, target);
  known.set(identity, habit);
  return habit;
}

function habitOfCode(captured: Captured, target: CapturableFunction): Habit {
  const key = captured.units.map(({ hash }) => hash).join();
  let habit = byCode.get(key);
  if (habit === undefined) {
    habit = create(captured, target);
    if (byCode.size >= MOST) byCode.clear();
    byCode.set(key, habit);
  }
  return habit;
}

function create(captured: Captured, target: CapturableFunction): Habit {
  return new Habit(hasBlockingCalls(captured, target));
}

function hasBlockingCalls({ units }: Captured, target: CapturableFunction): boolean {
  if (units.some(({ text }) => BLOCKS.test(text))) return true;
  return BLOCKS.test(Function.prototype.toString.call(target));
}
