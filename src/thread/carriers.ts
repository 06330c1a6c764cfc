import { threadId } from "node:worker_threads";
import { cpuCount } from "../worker/cpu-count.ts";
import { Carrier } from "./carrier.ts";
import type { Lane } from "./habit.ts";

/** The carriers that one starter of threads is linked with. They are made when there is something for them. */
export class Carriers {
  readonly #all: Record<Lane, Carrier[]> = { general: [], heavy: [], exclusive: [] };
  readonly #lost: (carrier: Carrier) => void;
  /** Those that hold back what they haven't begun, until they are seen to turn again. */
  readonly #standing = new Set<Carrier>();
  #made = 0;

  /** `lost` hears of carriers that have ended, before their threads do. */
  constructor(lost: (carrier: Carrier) => void) {
    this.#lost = lost;
  }

  *[Symbol.iterator](): Iterator<Carrier> {
    for (const lane of Object.values(this.#all)) yield* lane;
  }

  /** The carrier for the next thread of this lane. */
  next(lane: Lane): Carrier {
    const carriers = this.#all[lane];
    const best = this.#leastLoaded(carriers);
    // An idle one always does; so does any other when there are enough of them.
    if (best !== undefined && (best.load === 0 || carriers.length >= this.#most(lane))) return best;
    return this.#open(lane);
  }

  /** A carrier on which nothing lives that could be held up. */
  empty(): Carrier {
    const general = this.#all.general.find(({ load, live }) => load === 0 && live === 0);
    if (general !== undefined || this.#all.general.length === 0)
      return general ?? this.next("general");
    return this.next("heavy");
  }

  /** Says whether a carrier holds back what it hasn't begun. */
  mark(carrier: Carrier, stands: boolean): void {
    if (stands) this.#standing.add(carrier);
    else this.#standing.delete(carrier);
  }

  #leastLoaded(carriers: readonly Carrier[]): Carrier | undefined {
    let best: Carrier | undefined;
    for (const carrier of carriers) {
      if (this.#standing.has(carrier)) continue;
      if (best === undefined || carrier.load < best.load) best = carrier;
    }
    return best;
  }

  /** Carriers that stand still don't count: others take their place. */
  #most(lane: Lane): number {
    if (lane === "exclusive") return Number.POSITIVE_INFINITY;
    const standing = this.#all[lane].filter((carrier) => this.#standing.has(carrier)).length;
    return cpuCount() + Math.min(standing, cpuCount());
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
      this.#standing.delete(lost);
      this.#lost(lost);
    });
    carriers.push(carrier);
    return carrier;
  }
}
