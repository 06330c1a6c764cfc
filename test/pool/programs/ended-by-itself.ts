// Cancels calls, and terminates pools with calls under way; nobody awaits most of them.
import { Pool, TaskPool, ThreadPool } from "../../../src/index.ts";
import { sleep } from "../../../src/task/sleep.ts";

const forever = (): Promise<void> => sleep(1e9);

for (const pool of [new Pool(1), new ThreadPool(1), new TaskPool(1)]) {
  pool.applyAsync(forever).cancel();
  pool.mapAsync(forever, [1, 2, 3]);
  const awaited = pool.applyAsync(forever);
  pool.terminate();
  await awaited.then(undefined, (error: unknown) => console.log(String(error)));
  await pool.join();
}
