// A master in TypeScript with two workers in Python and two in TypeScript, all at one queue. One of them is killed midway, and
// still every result is there.
import { fileURLToPath } from "node:url";
import { Process } from "skein";
import { defineManager, single, type QueueProxy } from "skein/manager";
import { Popen } from "skein/subprocess";
import { Queue } from "skein/task";

interface Result {
  readonly worker: string;
  readonly number: number;
  readonly square: number;
}

const Squares = defineManager({
  tasks: single(() => new Queue<number | null>()),
  results: single(() => new Queue<Result>()),
});

async function work(
  tasks: QueueProxy<number | null>,
  results: QueueProxy<Result>,
  worker: string,
): Promise<void> {
  for (let number = await tasks.get(); number !== null; number = await tasks.get())
    await results.put({ worker, number, square: number * number });
}

const numbers = Array.from({ length: 2_000 }, (_, index) => index);
const authkey = "squares";

await using manager = await Squares.start({ authkey });
const tasks = await manager.tasks();
const results = await manager.results();

const script = fileURLToPath(import.meta.resolve("skein/package.json")).replace(
  "package.json",
  "examples/python/square_worker.py",
);
const pythonWorkers = ["Python 1", "Python 2"].map(
  (name) => new Popen(["python3", script, manager.address.replace("unix:", ""), authkey, name]),
);
const typescriptWorkers = ["TypeScript 1", "TypeScript 2"].map((name) => {
  const child = new Process({ target: work, args: [tasks, results, name] });
  child.start();
  return child;
});

const found = new Map<number, Result>();

// Tasks are put again until each has its result: whoever is killed takes along the one that it was at.
async function putMissing(): Promise<void> {
  for (const number of numbers) if (!found.has(number)) await tasks.put(number);
}

await putMissing();
let isKilled = false;
while (found.size < numbers.length) {
  const result = await results.get();
  found.set(result.number, result);
  if (isKilled || found.size < numbers.length / 2) continue;
  isKilled = true;
  pythonWorkers[0]?.kill();
  console.log(`killed a worker after ${found.size} results`);
  await putMissing();
}

for (const _worker of [...pythonWorkers, ...typescriptWorkers]) await tasks.put(null);
for (const worker of pythonWorkers) await worker.wait();
for (const worker of typescriptWorkers) await worker.join();

const wrong = numbers.filter((number) => found.get(number)?.square !== number * number);
const workers = new Set([...found.values()].map(({ worker }) => worker));
console.log(`${found.size} results of ${workers.size} workers, ${wrong.length} of them wrong`);
