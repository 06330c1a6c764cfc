// The same pool on threads: another class name, nothing else.
import { ThreadPool } from "skein";

const factor = 3;
const pool = new ThreadPool(3);
const one = pool.applyAsync(() => "one task");
console.log(await pool.map((value: number) => value * factor, [1, 2, 3, 4]));
console.log(
  await pool.starmap(Math.pow, [
    [2, 3],
    [3, 2],
  ]),
);
console.log(await one.get());
pool.close();
await pool.join();
console.log("all tasks are over");
