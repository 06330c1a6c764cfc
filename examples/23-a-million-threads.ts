// A million threads: each says its name and sleeps for a second. (In Python: threading.Thread, a million times; it stops
// at some ten thousand.)
//
//     23-a-million-threads.js [threads] [every]
//
// A million lines are too many to look at, so all are counted and every 100,000th is printed; `every` 1 prints them all.
import { currentThread, sleep, Thread, Value } from "skein";

const threads = Number(process.argv[2] ?? 1_000_000);
const every = Number(process.argv[3] ?? 100_000);
using lines = new Value("int32", 0, { lock: false });

async function print(): Promise<void> {
  const line = lines.add(1) + 1;
  if (line % every === 0) console.log(`line ${line}: thread ${currentThread().name}`);
  await sleep(1_000);
}

const begin = performance.now();
const started: Thread[] = [];
for (let index = 0; index < threads; index++) {
  const thread = new Thread({ target: print, name: `${index}` });
  thread.start();
  started.push(thread);
}
for (const thread of started) await thread.join();
const seconds = (performance.now() - begin) / 1_000;

console.log(`${lines.value} lines by ${threads} threads`);
console.log(`time: ${seconds.toFixed(2)} s, of which each slept 1 s`);
console.log(`memory at most: ${(process.resourceUsage().maxRSS / 1_024).toFixed(1)} MB`);
