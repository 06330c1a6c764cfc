// A process is killed while it holds a lock and has changed only half of the data. Python's lock would be held for ever;
// here the next holder gets it, and is told.
import { Event, Lock, Process, SharedArray } from "skein";

using accounts = new SharedArray("float64", [100, 100]);
using lock = new Lock({ name: "accounts" });
using halfway = new Event();

async function transfer(): Promise<void> {
  using _guard = await lock.acquire();
  accounts.set(0, accounts.get(0) - 30);
  halfway.set();
  await new Promise((resolve) => setTimeout(resolve, 1_000_000));
  accounts.set(1, accounts.get(1) + 30);
}

const child = new Process({ target: transfer });
child.start();
await halfway.wait();
child.kill();

using guard = await lock.acquire();
console.log(`recovered from a dead holder: ${guard.recovered}`);
if (guard.recovered) {
  const missing = 200 - accounts.get(0) - accounts.get(1);
  accounts.set(0, accounts.get(0) + missing);
}
console.log(`accounts: ${accounts.get(0)} and ${accounts.get(1)}`);
await child.join();
