// A running call reports how far it is, and sees that it has been cancelled.
import { setTimeout as sleep } from "node:timers/promises";
import { currentTask, Pool } from "skein";

async function count(to: number): Promise<number> {
  for (let step = 1; step <= to; step++) {
    currentTask()?.report(step);
    await sleep(10, undefined, { signal: currentTask()?.signal });
  }
  return to;
}

await using pool = new Pool(1);
const controller = new AbortController();
const done = await pool.apply(count, [3], { progress: (step) => console.log("step", step) });
console.log("counted to", done);
const endless = pool.applyAsync(count, [1_000_000], {
  signal: controller.signal,
  progress: (step) => {
    if (step === 2) controller.abort(new Error("that will do"));
  },
});
console.log("stopped:", String(await endless.get().catch((error: unknown) => error)));
console.log("the same worker goes on:", await pool.apply((value: number) => value + 1, [41]));
