/** A program that shares all there is with processes and threads, says so, and goes on for ever: to be killed. */
import { Lock, pipe, Process, Queue, Semaphore, SharedArray, Thread } from "../../src/index.ts";

const lock = new Lock();
const queue = new Queue<Uint8Array>();
const permits = new Semaphore(0);
const numbers = new SharedArray("float64", 1_000_000, { lock: false });
const [ours, theirs] = pipe<string, string>();

async function share(): Promise<void> {
  numbers.set(0, 1);
  await queue.put(new Uint8Array(3_000_000));
  permits.release();
  await lock.acquire();
  await theirs.receive();
}

const children = [Process, Process, Thread].map(
  (Child) => new Child({ target: share, dedicated: true }),
);
for (const child of children) child.start();
for (const _child of children) await permits.acquire();
await ours.send("begin");
process.stdout.write(`ready ${children.map((child) => (child as Process).pid ?? 0).join(" ")}\n`);
setInterval(() => {}, 1_000);
