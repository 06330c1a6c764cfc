// Threads have names, and can be listed; a timer is a thread that waits first. (In Python: threading.current_thread,
// main_thread, enumerate, active_count and Timer.)
import {
  activeCount,
  currentThread,
  enumerateThreads,
  Event,
  mainThread,
  Thread,
  Timer,
} from "skein";

using go = new Event();

async function loop(limit: number): Promise<void> {
  console.log(`thread ${currentThread().name} is running...`);
  await go.wait();
  for (let count = 1; count <= limit; count++)
    console.log(`thread ${currentThread().name} >>> ${count}`);
}

console.log(`thread ${currentThread().name} is the main one: ${currentThread() === mainThread()}`);
const timer = new Timer(100, () => console.log(`thread ${currentThread().name} has waited`));
timer.name = "TimerThread";
const threads = [
  new Thread({ target: loop, args: [2], name: "LoopThread" }),
  // Without a name it gets one with its number.
  new Thread({ target: loop, args: [1] }),
  timer,
];
for (const thread of threads) thread.start();

console.log(
  `${activeCount()} threads: ${enumerateThreads()
    .map(({ name }) => name)
    .join(", ")}`,
);
go.set();
for (const thread of threads) await thread.join();
console.log(
  `${activeCount()} thread: ${enumerateThreads()
    .map(({ name }) => name)
    .join(", ")}`,
);

const never = new Timer(1_000_000, () => console.log("nobody will see this"));
never.start();
never.cancel();
await never.join();
console.log(`the cancelled timer is alive: ${never.isAlive}`);
