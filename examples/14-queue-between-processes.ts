// One process writes, another reads, a queue is between them. (In Python: multiprocessing.Queue.)
import { setTimeout as sleep } from "node:timers/promises";
import { Process, Queue } from "skein";

async function write(queue: Queue<string>): Promise<void> {
  console.log(`Process to write: ${process.pid}`);
  for (const value of ["A", "B", "C"]) {
    console.log(`Put ${value} to queue...`);
    await queue.put(value);
    await sleep(Math.random() * 20);
  }
}

async function read(queue: Queue<string>): Promise<void> {
  console.log(`Process to read: ${process.pid}`);
  for await (const value of queue) console.log(`Get ${value} from queue.`);
}

using queue = new Queue<string>();
const writer = new Process({ target: write, args: [queue] });
const reader = new Process({ target: read, args: [queue] });
writer.start();
reader.start();
await writer.join();
// In Python the reader loops for ever and has to be terminated. Here it is told that nothing more will come.
queue.shutdown();
await reader.join();
console.log(`reader ended with exit code ${reader.exitCode}`);
