// Two threads put money into one account and take it out again; in the end the balance should be what it was. There is
// no global interpreter lock: without a lock, updates are lost for real. (In Python: threading.Lock.)
import { Barrier, Lock, Thread, Value } from "skein";

using balance = new Value("int32", 0, { lock: false });
using lock = new Lock();
using start = new Barrier(2);

function change(amount: number): void {
  balance.value = balance.value + amount;
  balance.value = balance.value - amount;
}

function carelessly(amount: number): void {
  start.waitSync();
  for (let round = 0; round < 1_000_000; round++) change(amount);
}

function carefully(amount: number): void {
  start.waitSync();
  for (let round = 0; round < 1_000_000; round++) {
    lock.acquireSync();
    try {
      change(amount);
    } finally {
      lock.release();
    }
  }
}

async function run(target: (amount: number) => void): Promise<number> {
  balance.value = 0;
  const threads = [5, 8].map((amount) => new Thread({ target, args: [amount], dedicated: true }));
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.result();
  return balance.value;
}

console.log(`without a lock: ${await run(carelessly)}`);
console.log(`with a lock: ${await run(carefully)}`);
