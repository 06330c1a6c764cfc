// Nobody awaits the result of a call that fails: Node reports it as any forgotten promise.
import { ThreadPool } from "../../../src/index.ts";

const pool = new ThreadPool(1);
pool.applyAsync(() => {
  throw new RangeError("forgotten");
});
