// Writers and readers in a pool, with the queue and the lock of a manager. (Skein's own Queue and Lock travel into pools, too,
// and are a hundred times faster; a manager's can also be reached from other machines, and from Python.)
import { Pool, QueueEmptyError } from "skein";
import { Manager, type LockProxy, type QueueProxy } from "skein/manager";

async function write(queue: QueueProxy<string>): Promise<void> {
  for (const value of ["A", "B", "C", "D"]) {
    console.log(`Put ${value} to queue...`);
    await queue.put(value);
  }
}

async function read(queue: QueueProxy<string>, lock: LockProxy): Promise<number> {
  for (let count = 0; ; count++) {
    using _guard = await lock.acquire();
    try {
      console.log(`Get ${await queue.get({ timeout: 500 })} from queue.`);
    } catch (error) {
      if (error instanceof QueueEmptyError) return count;
      throw error;
    }
  }
}

await using manager = await Manager();
const queue = await manager.Queue<string>();
const lock = await manager.Lock();

await using pool = new Pool(2);
await pool.apply(write, [queue]);
const count = await pool.apply(read, [queue, lock]);
console.log(`All data has been written and read: ${count} values.`);
