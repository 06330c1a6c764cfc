// Two processes take two locks in opposite order, and wait for each other. Whoever has asked for it is told.
import { Barrier, DeadlockError, detectDeadlocks, Lock, Process } from "skein";

using forks = new Lock({ name: "fork" });
using knives = new Lock({ name: "knife" });
using ready = new Barrier(2);

using _watch = detectDeadlocks({ after: 200 });

async function dine(first: Lock, second: Lock): Promise<string> {
  using _first = await first.acquire();
  await ready.wait();
  try {
    using _second = await second.acquire();
    return "has eaten";
  } catch (error) {
    if (!(error instanceof DeadlockError)) throw error;
    const [own] = error.participants;
    return `gave up: held the ${own?.holds}, waited for the ${own?.waitsFor}`;
  }
}

const diners = [
  new Process({ target: dine, args: [forks, knives] }),
  new Process({ target: dine, args: [knives, forks] }),
];
for (const diner of diners) diner.start();
for (const diner of diners) console.log(await diner.result());
