import { threadId } from "node:worker_threads";
import { cpuCount } from "../worker/cpu-count.ts";
import { Carrier } from "./carrier.ts";
import type { Lane } from "./habit.ts";

/** How the carriers of a lane are used. */
interface LaneRule {
  /** How many there may be. */
  readonly most: number;
  /** Whether one takes another thread. */
  takes(carrier: Carrier): boolean;
}

/** Threads that may lie at a carrier that hasn't come to them; what lies here is as good, and costs less memory. */
const AHEAD = 8_192;
/** The same for those that compute: who knows how long the one before takes? */
const HEAVY_AHEAD = 2;
/** Each is a thread of the operating system, of 8 MB or so. */
const MOST_EXCLUSIVE = 64;

const rules: Record<Lane, LaneRule> = {
  general: { most: cpuCount(), takes: ({ waiting }) => waiting < AHEAD },
  heavy: { most: cpuCount(), takes: ({ waiting }) => waiting < HEAVY_AHEAD },
  exclusive: { most: MOST_EXCLUSIVE, takes: ({ load }) => load === 0 },
};

/** The carriers that one starter of threads is linked with. They are made when there is something for them. */
export class Carriers {
  readonly #all: Record<Lane, Carrier[]> = { general: [], heavy: [], exclusive: [] };
  readonly #lost: (carrier: Carrier) => void;
  #made = 0;

  /** `lost` hears of carriers that have ended, before their threads do. */
  constructor(lost: (carrier: Carrier) => void) {
    this.#lost = lost;
  }

  *[Symbol.iterator](): Iterator<Carrier> {
    for (const lane of Object.values(this.#all)) yield* lane;
  }

  /** The carrier for the next thread of this lane; undefined when none takes any more now. */
  next(lane: Lane): Carrier | undefined {
    const rule = rules[lane];
    let best: Carrier | undefined;
    let moving = 0;
    for (const carrier of this.#all[lane]) {
      if (carrier.stands) continue;
      moving += 1;
      if (rule.takes(carrier) && (best === undefined || carrier.load < best.load)) best = carrier;
    }
    // An idle one is as good as a new one. When all stand still, that is made up for, within limits.
    const { length } = this.#all[lane];
    const room = length < rule.most || (moving === 0 && length < 2 * rule.most);
    return room && (best === undefined || best.load > 0) ? this.#open(lane) : best;
  }

  /** A carrier on which nothing lives that could be held up, or at least nothing but those that compute. */
  empty(): Carrier {
    const { general, heavy } = this.#all;
    const empty = [...general, ...heavy].find(({ load, live }) => load === 0 && live === 0);
    if (empty !== undefined) return empty;
    if (general.length === 0) return this.#open("general");
    if (heavy.length < rules.heavy.most) return this.#open("heavy");
    return heavy.reduce((best, carrier) => (carrier.load < best.load ? carrier : best));
  }

  #open(lane: Lane): Carrier {
    const carriers = this.#all[lane];
    // Exclusive ones belong to their starter; the others are the same for all starters of the process.
    const name =
      lane === "exclusive"
        ? `${lane} ${threadId}.${(this.#made += 1)}`
        : `${lane} ${carriers.length + 1}`;
    const carrier = new Carrier(name, lane, (lost) => {
      carriers.splice(carriers.indexOf(lost), 1);
      this.#lost(lost);
    });
    carriers.push(carrier);
    return carrier;
  }
}
