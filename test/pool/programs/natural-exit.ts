// Two pools that are never closed: the program ends all the same, when its calls are done.
import { Pool, ThreadPool } from "../../../src/index.ts";

const pools = [new Pool(2), new ThreadPool(2)];
for (const pool of pools) console.log(await pool.apply((value: number) => value + 1, [41]));
void pools[0]?.apply(() => 7, []).then((value) => console.log(value));
