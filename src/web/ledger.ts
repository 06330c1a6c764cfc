import type { Arbiter } from "./arbiter.ts";
import type { Member } from "./member.ts";
import {
  addRows,
  latency,
  traffic,
  workerStatistics,
  type ServerStatistics,
} from "./statistics.ts";
import type { Row } from "./counters.ts";

/** The numbers of a server: those of its workers as they are now, and what those that have ended had counted. */
export class Ledger {
  #past: Row = new Float64Array();
  #losses = 0;
  #ended = 0;

  /** A worker has ended: keeps its counts, and frees their memory. */
  bury(member: Member, asked: boolean): void {
    const { counters } = member.hand;
    const rows = [this.#past, ...counters.rows()];
    this.#past = Float64Array.from(addRows(rows, { withGauges: false }));
    member.hand.release();
    this.#ended += 1;
    if (!asked) this.#losses += 1;
  }

  /** All of it, frozen. */
  statistics(arbiter: Arbiter): ServerStatistics {
    const { members, phase, generation, size } = arbiter;
    const rows = members.flatMap(({ hand }) => hand.counters.rows());
    const row = addRows([this.#past, ...rows], { withGauges: true });
    const workers = members.map(workerStatistics);
    return Object.freeze({
      phase,
      generation,
      size,
      ...traffic(row),
      latency: latency(row),
      losses: this.#losses,
      started: this.#ended + members.length,
      residentMemory: workers.reduce((sum, worker) => sum + worker.residentMemory, 0),
      workers,
    });
  }
}
