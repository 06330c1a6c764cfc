// Three producers and two consumers, all threads, and a queue that holds four items at most: who is too fast waits.
// (In Python: threading and queue.Queue.)
import { JoinableQueue, Thread } from "skein";

using orders = new JoinableQueue<number>({ maxSize: 4 });

async function produce(first: number): Promise<void> {
  for (let order = first; order < first + 10; order++) await orders.put(order);
}

async function consume(): Promise<number> {
  let sum = 0;
  for await (const order of orders) {
    sum += order;
    orders.taskDone();
  }
  return sum;
}

const producers = [0, 10, 20].map((first) => new Thread({ target: produce, args: [first] }));
const consumers = [1, 2].map(
  (number) => new Thread({ target: consume, name: `Consumer-${number}` }),
);
for (const thread of [...producers, ...consumers]) thread.start();
for (const producer of producers) await producer.join();
await orders.join();
console.log("every order is done");
orders.shutdown();

let total = 0;
for (const consumer of consumers) total += await consumer.result();
console.log(`sum of all orders: ${total}`);
