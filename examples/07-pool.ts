// Five tasks on four processes: submit, close, join.
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "skein";

async function longTask(name: number): Promise<void> {
  console.log(`Run task ${name} (${process.pid})...`);
  const start = performance.now();
  await sleep(Math.random() * 300);
  console.log(`Task ${name} runs ${((performance.now() - start) / 1000).toFixed(2)} seconds.`);
}

console.log(`Parent process ${process.pid}.`);
const pool = new Pool(4);
for (let name = 0; name < 5; name++) pool.applyAsync(longTask, [name]);
console.log("Waiting for all subprocesses done...");
pool.close();
await pool.join();
console.log("All subprocesses done.");
