// A thread of its own, with a name. (In Python: threading.Thread.)
import { setTimeout as sleep } from "node:timers/promises";
import { currentThread, Thread } from "skein";

async function loop(): Promise<void> {
  console.log(`thread ${currentThread().name} is running...`);
  for (let count = 1; count <= 5; count++) {
    console.log(`thread ${currentThread().name} >>> ${count}`);
    await sleep(10);
  }
  console.log(`thread ${currentThread().name} ended.`);
}

console.log(`thread ${currentThread().name} is running...`);
const thread = new Thread({ target: loop, name: "LoopThread", dedicated: true });
thread.start();
await thread.join();
console.log(`thread ${currentThread().name} ended.`);
