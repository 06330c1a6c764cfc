// "To use many cores, combine processes with coroutines": the same pages are fetched and read one after the other, by
// coroutines in one process, and by coroutines in a process for each core.
import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { cpuCount, fork, Pool, Queue, TaskPool } from "skein";

const PAGES = 100;
/** Milliseconds that the server takes for a page, as if it were far away. */
const DISTANCE = 20;
/** How many requests a process has on their way at a time. */
const CONCURRENCY = 50;

/** Fetches a page and works on it for a while; gives its number. */
async function read(address: string): Promise<number> {
  const page = await (await fetch(address)).text();
  let digest = page;
  for (let round = 0; round < 2_000; round++)
    digest = createHash("sha256").update(digest).digest("hex");
  return digest.length === 64 ? Number(page) : Number.NaN;
}

/** How long `fetchAll` takes, in seconds; throws if it misses a page. */
async function time(fetchAll: () => Promise<number[]>): Promise<number> {
  const start = performance.now();
  const numbers = await fetchAll();
  const seconds = (performance.now() - start) / 1000;
  if (!numbers.every((number, index) => number === index)) throw new Error("a page is missing");
  return seconds;
}

// The pages come from a process of their own.
using port = new Queue<number>();
const far = fork(async () => {
  const server = createServer(({ url }, response) => {
    setTimeout(() => response.end(url?.slice(1)), DISTANCE);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  await port.put((server.address() as AddressInfo).port);
  await new Promise(() => {});
});
const origin = `http://127.0.0.1:${await port.get()}`;
const addresses = Array.from({ length: PAGES }, (_, index) => `${origin}/${index}`);

console.log(`${PAGES} pages, each ${DISTANCE} ms away and with some work to do`);
const serial = await time(async () => {
  const numbers: number[] = [];
  for (const address of addresses) numbers.push(await read(address));
  return numbers;
});
console.log(`one after the other: ${serial.toFixed(2)} s`);

await using tasks = new TaskPool(CONCURRENCY);
const concurrent = await time(() => tasks.map(read, addresses));
console.log(
  `${CONCURRENCY} coroutines: ${concurrent.toFixed(2)} s, ${(serial / concurrent).toFixed(1)} times as fast`,
);

await using pool = new Pool({ concurrency: CONCURRENCY });
// What the processes load for their first request isn't what is compared.
await pool.broadcast(read, [`${origin}/0`]);
const both = await time(() => pool.map(read, addresses));
console.log(
  `${cpuCount()} processes of ${CONCURRENCY} coroutines: ${both.toFixed(2)} s, ${(serial / both).toFixed(1)} times as fast`,
);
far.terminate();
