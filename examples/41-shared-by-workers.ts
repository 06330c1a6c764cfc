// Pre-forked workers are processes: a module's variable is each worker's own. What they shall share lives in shared memory,
// or with a manager.
import { Lock, SharedArray, Value } from "skein";
import { Manager } from "skein/manager";
import { serve } from "skein/web";

const requests = 300;

await using manager = await Manager();
const table = await manager.dict<string, number>();
await table.set("visits", 0);
using value = new Value("int32", 0); // add() is atomic
using array = new SharedArray("int32", 2); // visits, and the highest pid seen
using lock = new Lock();
let variable = 0;

const counters: Readonly<Record<string, () => number | Promise<number>>> = {
  variable: () => ++variable,
  value: () => value.add(1) + 1,
  array: () =>
    lock.run(() => {
      array.set(1, Math.max(array.get(1), process.pid));
      array.set(0, array.get(0) + 1);
      return array.get(0);
    }),
  manager: () => table.increment("visits", 1),
};

await using server = await serve(
  () => ({
    async fetch(request: Request) {
      const count = counters[new URL(request.url).pathname.slice(1)];
      return count === undefined
        ? new Response("no such counter", { status: 404 })
        : Response.json({ pid: process.pid, visits: await count() });
    },
  }),
  { workers: 2, bind: 0 },
);

console.log(`${requests} visits counted by 2 workers`);
for (const name of Object.keys(counters)) {
  const highest = new Map<number, number>();
  const start = performance.now();
  await Promise.all(
    Array.from({ length: requests }, async () => {
      const response = await fetch(`http://${server.addresses[0]}/${name}`);
      // What the application above has answered.
      const { pid, visits } = (await response.json()) as { pid: number; visits: number };
      highest.set(pid, Math.max(highest.get(pid) ?? 0, visits));
    }),
  );
  const seen = [...highest.values()].join(" and ");
  const time = ((performance.now() - start) / requests).toFixed(2);
  console.log(`${name.padEnd(10)} the workers counted up to ${seen}; ${time} ms a request`);
}
console.log(`outside of the workers the variable is still ${variable}`);
