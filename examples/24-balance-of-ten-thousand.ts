// Ten thousand threads put money into one account and take it out again, so nothing should be left. (In Python:
// threading.Lock.) A thread takes turns with the others of its core only where it awaits, but there are other cores: what
// is read, changed and written without a lock can be overwritten.
import { Lock, sleep, Thread, Value } from "skein";

const THREADS = 10_000;
using balance = new Value("int32", 0, { lock: false });
using lock = new Lock();

/** Others have their turn between reading and writing: what they write is lost. */
async function change(amount: number): Promise<void> {
  const before = balance.value;
  await sleep(0);
  balance.value = before + amount;
}

async function carelessly(amount: number): Promise<void> {
  await change(amount);
  await change(-amount);
}

async function carefully(amount: number): Promise<void> {
  using _guard = await lock.acquire();
  await change(amount);
  await change(-amount);
}

/** Adding is one piece, as far as anybody sees: where that is all, no lock is needed. */
function inOnePiece(amount: number): void {
  balance.add(amount);
  balance.add(-amount);
}

async function run(target: (amount: number) => unknown): Promise<number> {
  balance.value = 0;
  const threads: Thread<[amount: number]>[] = [];
  for (let amount = 1; amount <= THREADS; amount++) {
    const thread = new Thread({ target, args: [amount] });
    thread.start();
    threads.push(thread);
  }
  for (const thread of threads) await thread.result();
  return balance.value;
}

console.log(`${THREADS} threads without a lock: ${await run(carelessly)}`);
console.log(`${THREADS} threads with a lock: ${await run(carefully)}`);
console.log(`${THREADS} threads that add in one piece: ${await run(inOnePiece)}`);
