// Without a number a pool has a worker for each core. `await using` closes and joins at the end of the block.
import { setTimeout as sleep } from "node:timers/promises";
import { cpuCount, Pool } from "skein";

async function longTask(name: number): Promise<number> {
  console.log(`Run task ${name} (${process.pid})...`);
  await sleep(100);
  return name * name;
}

{
  await using pool = new Pool();
  console.log(`${cpuCount()} cores, ${pool.statistics().workers.length} workers`);
  const results = [0, 1, 2, 3].map((name) => pool.applyAsync(longTask, [name]));
  console.log("Results:", await Promise.all(results));
}
console.log("All subprocesses done.");
