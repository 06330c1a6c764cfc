import { fleet } from "./fleet.ts";
import type { Lane } from "./habit.ts";

/** What one carrier of light threads is doing. */
export interface CarrierStatistics {
  /** As it is named in `top` and in debuggers, without "carrier". */
  readonly name: string;
  /** What kind of threads it carries: all that behave; those that compute for long; one at a time that may block. */
  readonly lane: Lane;
  /** Threads of this starter that were given to it and have not ended. */
  readonly threads: number;
  /** … of these, those that have not begun. */
  readonly waiting: number;
  /** Threads of all starters that live there. */
  readonly live: number;
}

/** What the light threads that were started from here are doing. */
export interface ThreadStatistics {
  /** Since the program began. */
  readonly started: number;
  readonly ended: number;
  /** Those that no carrier has been given yet, since the first thread of their function is being watched. */
  readonly held: number;
  /** Threads that were taken back from a carrier that stood still or ended, and given to another. */
  readonly moved: number;
  readonly carriers: readonly CarrierStatistics[];
}

/**
 * Tells of the light threads that were started from here (in a light thread: from its carrier), and of the carriers on
 * which they run.
 *
 * @example
 *     const { started, ended, carriers } = threadStatistics();
 *     console.log(`${started - ended} threads on ${carriers.length} carriers`);
 */
export function threadStatistics(): ThreadStatistics {
  const { counts, held, carriers } = fleet();
  return {
    ...counts,
    held,
    carriers: carriers.map(({ name, lane, load, waiting, live }) => ({
      name,
      lane,
      threads: load,
      waiting,
      live,
    })),
  };
}
