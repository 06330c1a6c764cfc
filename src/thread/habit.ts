import type { CapturableFunction, Captured } from "../closure/capture.ts";

/**
 * Where threads run: on the carriers that most share; on those for functions that compute for long; or alone on one,
 * for functions that block.
 */
export type Lane = "general" | "heavy" | "exclusive";

/** What is known of the threads that run one function. */
export interface Habit {
  /** Undefined until the first of them has shown it. */
  lane: Lane | undefined;
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
  return { lane: blocks(captured, target) ? "exclusive" : undefined };
}

function blocks({ units }: Captured, target: CapturableFunction): boolean {
  if (units.some(({ text }) => BLOCKS.test(text))) return true;
  return BLOCKS.test(Function.prototype.toString.call(target));
}
