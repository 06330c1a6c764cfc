// Producers and consumers as calls of one pool. Python refuses a multiprocessing.Queue or Lock here and wants a Manager;
// these travel like any other argument, and into closures, too.
import { Lock, Pool, Queue } from "skein";

async function write(queue: Queue<string>): Promise<void> {
  for (const value of ["A", "B", "C", "D"]) await queue.put(value);
  queue.shutdown();
}

using queue = new Queue<string>();
using lock = new Lock();

const read = async (): Promise<number> => {
  let count = 0;
  for await (const value of queue) {
    using _guard = await lock.acquire();
    console.log(`Get ${value} from queue.`);
    count++;
  }
  return count;
};

await using pool = new Pool(2);
const written = pool.applyAsync(write, [queue]);
const counts = await pool.apply(read);
await written;
console.log(`${counts} values were written and read.`);
