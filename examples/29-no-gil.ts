// There is no global interpreter lock here: a thread for each core computes, and all cores are busy. Python's threads
// take turns: of however many cores, they use one.
//
//     29-no-gil.js [milliseconds]
//
// Linux tells for each thread of a program how long it has computed and on which core it was last.
import { readdirSync, readFileSync } from "node:fs";
import { cpus } from "node:os";
import { cpuCount, Event, sleep, Thread, Value } from "skein";

const milliseconds = Number(process.argv[2] ?? 2_000);
const cores = cpuCount();
using running = new Value("int32", 0, { lock: false });
using all = new Event();

function loop(): void {
  if (running.add(1) + 1 === cores) all.set();
  let x = 0;
  for (;;) x = x ^ 1;
}

interface ThreadUse {
  readonly core: number;
  /** In hundredths of a second. */
  readonly computed: number;
}

/** What each thread of this process has done so far. */
function threadUses(): Map<string, ThreadUse> {
  const folder = "/proc/self/task";
  return new Map(readdirSync(folder).map((id) => [id, threadUse(`${folder}/${id}/stat`)]));
}

/** Reads one line of numbers; only the name, in brackets, can hold anything. `man proc` has the order. */
function threadUse(path: string): ThreadUse {
  const line = readFileSync(path, "utf8");
  const figures = line.slice(line.lastIndexOf(")")).split(" ").map(Number);
  const [user = 0, system = 0] = figures.slice(12, 14);
  return { core: figures[37] ?? 0, computed: user + system };
}

/** How long the threads of this process have computed on each core meanwhile, in milliseconds. */
async function watch(): Promise<Map<number, number>> {
  const busy = new Map<number, number>();
  let before = threadUses();
  for (const end = performance.now() + milliseconds; performance.now() < end;) {
    await sleep(20);
    const now = threadUses();
    for (const [id, { core, computed }] of now) {
      const spent = computed - (before.get(id)?.computed ?? 0);
      if (spent > 0) busy.set(core, (busy.get(core) ?? 0) + spent * 10);
    }
    before = now;
  }
  return busy;
}

/** How long all programs have computed on all cores since the machine was started, in milliseconds. */
function busyOfAll(): number {
  let busy = 0;
  for (const { times } of cpus()) busy += times.user + times.nice + times.sys + times.irq;
  return busy;
}

// Daemons: who never ends is ended with the program.
for (let core = 0; core < cores; core++) new Thread({ target: loop, daemon: true }).start();
await all.wait();
console.log(`${running.value} threads compute on ${cores} cores`);

const begin = performance.now();
const start = process.cpuUsage();
const startOfAll = busyOfAll();
let busy = new Map<number, number>();
if (process.platform === "linux") busy = await watch();
else await sleep(milliseconds);
const elapsed = performance.now() - begin;
const { user, system } = process.cpuUsage(start);
const used = (user + system) / 1_000 / elapsed;
const others = Math.max(0, (busyOfAll() - startOfAll) / elapsed - used);

for (const [core, spent] of [...busy].toSorted(([one], [other]) => one - other))
  console.log(`core ${core}: ${((spent / elapsed) * 100).toFixed(0)} % busy with them`);
console.log(`${used.toFixed(2)} of ${cores} cores used, ${others.toFixed(2)} by other programs`);
