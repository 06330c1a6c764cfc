import type { Course, Spot } from "./course.ts";
import { mix } from "./memory-words.ts";
import type { Progress } from "./model.ts";
import type { Operation } from "./operation.ts";

/**
 * What a process is: it lives; it has stopped between two plain writes, and will die without doing anything more; it is
 * dead; it isn't there yet.
 */
export type Fate = "lives" | "stopped" | "dead" | "unborn";
const fates: readonly Fate[] = ["lives", "stopped", "dead", "unborn"];

/** One process at one moment. */
export interface Process<Party> {
  readonly course: Course<Party>;
  readonly spot: Spot;
  readonly fate: Fate;
  /** How many of its sleeps may still end early. */
  readonly early: number;
  /** Time has passed for it, and nothing has come of that yet. */
  readonly hasLooked: boolean;
  /** The plain operations since its last one at which others got their turn: they may still be going on. */
  readonly segment: readonly Operation[];
}

/** Everything at one moment. */
export interface State<Party> {
  /** The same for states from which the same can follow. */
  readonly key: number;
  /** Not kept of a state that is known already. */
  readonly words: Int32Array;
  readonly low: number;
  readonly high: number;
  readonly processes: readonly Process<Party>[];
  /** How many processes may still die. */
  readonly crashes: number;
}

export function keyOf<Party>({
  low,
  high,
  processes,
  crashes,
}: Omit<State<Party>, "key" | "words">): number {
  let one = low;
  let other = high;
  for (const [index, { spot, fate, early, hasLooked }] of processes.entries()) {
    const place = fate === "dead" ? -spot.remains : spot.id;
    const rest = (fates.indexOf(fate) << 8) | (early << 1) | Number(hasLooked);
    one ^= mix(index + 1, place) ^ mix(index + 101, rest + 1);
    other ^= mix(index + 201, place) ^ mix(index + 301, rest + 1);
  }
  one ^= mix(401, crashes);
  // 53 bits: among a million states, two have the same number with a probability of 1 to 10,000 or so.
  return (one >>> 0) * 2 ** 21 + (other >>> 11);
}

export function isDone<Party>({ spot, fate }: Process<Party>): boolean {
  return fate === "lives" && spot.operation === undefined;
}

export function progressOf<Party>(process: Process<Party>): Progress {
  const { course, spot, fate } = process;
  const { results, notes, hasBegun } = spot;
  const kind = spot.operation?.kind;
  return {
    name: course.program.name,
    isDead: fate === "dead" || fate === "stopped",
    isDone: isDone(process),
    done: results.length,
    hasBegun,
    sleeps: fate === "lives" && (kind === "sleep" || kind === "doze"),
    results,
    notes,
  };
}
