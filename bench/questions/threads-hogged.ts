import { availableParallelism } from "node:os";
import { python } from "../contestants/registry.ts";
import { quantile } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

const sleepers = 200;
/** How long a sleeper means to sleep at a time, in milliseconds. */
const nap = 20;
/** How long a hog computes at a time, in milliseconds. */
const computes = 200;
/** How long all of them go on, in milliseconds. */
const lasts = 4000;

/** A row that shows what the machine itself contributes. */
const undisturbed = "skein, no hogs";

/** How much too late sleeping threads wake while others compute. */
export const threadHogs: Question = {
  name: "thread-hogs",
  title: `${sleepers} threads that sleep ${nap} ms at a time among twice as many as there are cores that compute`,
  contestants: ["skein", undisturbed, python],
  metrics: [
    { name: "p50", unit: "ms late", better: "less", digits: 2 },
    { name: "p99", unit: "ms late", better: "less", digits: 2 },
    { name: "work", unit: "turns of the hogs", better: "more" },
  ],
  turns: 3,
  async prepare(_open, _settings, contestant) {
    const { sleep, Thread } = await import("skein");
    const hog = async (): Promise<number> => {
      const end = Date.now() + lasts;
      let turns = 0;
      for (; Date.now() < end; turns++) {
        for (const begin = performance.now(); performance.now() - begin < computes;);
        await sleep(0);
      }
      return turns;
    };
    const sleeper = async (): Promise<number[]> => {
      const late: number[] = [];
      for (const end = Date.now() + lasts; Date.now() < end;) {
        const begin = performance.now();
        await sleep(nap);
        late.push(performance.now() - begin - nap);
      }
      return late;
    };
    return {
      async turn() {
        const hogs = Array.from(
          { length: contestant === undisturbed ? 0 : 2 * availableParallelism() },
          () => new Thread({ target: hog }),
        );
        const threads = Array.from({ length: sleepers }, () => new Thread({ target: sleeper }));
        for (const thread of [...hogs, ...threads]) thread.start();
        const late: number[] = [];
        for (const thread of threads) late.push(...(await thread.result()));
        let work = 0;
        for (const thread of hogs) work += await thread.result();
        return { p50: quantile(late, 0.5), p99: quantile(late, 0.99), work };
      },
      close: () => Promise.resolve(),
    };
  },
};
