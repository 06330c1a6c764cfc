// A callback that throws is the program's error; the pool goes on.
import { currentTask, ThreadPool } from "../../../src/index.ts";

function countTwo(): number {
  currentTask()?.report(1);
  return 2;
}

const caught: string[] = [];
process.on("uncaughtException", (error) => caught.push(error.message));
await using pool = new ThreadPool(1);
const result = pool.applyAsync(() => 1, [], {
  callback: () => {
    throw new Error("callback");
  },
});
const progress = pool.apply(countTwo, [], {
  progress: () => {
    throw new Error("progress");
  },
});
const failing = pool.applyAsync(() => Promise.reject(new Error("task")), [], {
  errorCallback: () => {
    throw new Error("error callback");
  },
});
console.log(
  await result,
  await progress,
  String(await failing.get().catch((error: unknown) => error)),
);
console.log(await pool.apply(() => "goes on", []), caught.join());
