// Two threads write into a queue, two read from it, and whoever waits for it knows when all is done. (In Python:
// threading and queue.Queue with task_done and join.)
import { currentThread, JoinableQueue, sleep, Thread } from "skein";

async function write(queue: JoinableQueue<number>, values: readonly number[]): Promise<void> {
  for (const value of values) {
    console.log(`${currentThread().name}: Put ${value} to queue...`);
    await queue.put(value);
    await sleep(Math.random() * 20);
  }
}

async function read(queue: JoinableQueue<number>): Promise<number> {
  let count = 0;
  for await (const value of queue) {
    console.log(`${currentThread().name}: Get ${value} from queue.`);
    count++;
    queue.taskDone();
  }
  return count;
}

using queue = new JoinableQueue<number>();
const writers = [
  new Thread({ target: write, args: [queue, [1, 2, 3]], name: "Writer-1" }),
  new Thread({ target: write, args: [queue, [4, 5, 6]], name: "Writer-2" }),
];
const readers = ["Reader-1", "Reader-2"].map(
  (name) => new Thread({ target: read, args: [queue], name }),
);
for (const thread of [...writers, ...readers]) thread.start();
for (const writer of writers) await writer.result();
await queue.join();
console.log("all that was put has been read");

// In Python the readers would wait for ever: a thread can't be terminated there. Here they are told that this was all.
queue.shutdown();
let count = 0;
for (const reader of readers) count += await reader.result();
console.log(`${count} values were read`);
