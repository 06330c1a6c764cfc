// Workers that never come back, and a parent that tells their pids and waits.
import { currentTask, Pool } from "../../../src/index.ts";

const pool = new Pool(2);
for (let index = 0; index < 2; index++) {
  void pool.apply(
    () => {
      currentTask()?.report(process.pid);
      for (;;);
    },
    [],
    { progress: (pid) => console.log(pid) },
  );
}
