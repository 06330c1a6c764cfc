// process.exit doesn't wait for anything, and leaves nothing behind.
import { currentTask, Pool } from "../../../src/index.ts";

const pool = new Pool(1);
void pool.apply(
  () => {
    currentTask()?.report(process.pid);
    for (;;);
  },
  [],
  {
    progress: (pid) => {
      console.log(pid);
      process.exit(5);
    },
  },
);
