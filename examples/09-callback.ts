// Callbacks besides the result, for a value and for an error; and get(), which may be asked more than once.
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "skein";

async function work(index: number): Promise<number> {
  console.log(`${index}-------555`);
  await sleep(50);
  if (index === 4) throw new RangeError("four is too many");
  return index;
}

const pool = new Pool(3);
for (let index = 0; index < 5; index++) {
  pool.applyAsync(work, [index], {
    callback: (value) => console.log("done with", value),
    errorCallback: (error) => console.log("failed:", String(error)),
  });
}
const result = pool.applyAsync(work, [7]);
console.log(
  "got",
  await result.get(),
  "again",
  await result.get(),
  "successful",
  result.successful(),
);
pool.close();
await pool.join();
console.log("all tasks are over");
