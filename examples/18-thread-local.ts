// A variable that each thread has for itself: no argument has to be passed on. (In Python: threading.local.)
import { currentThread, local, Thread } from "skein";

const school = local<{ student?: string }>();

function processStudent(): void {
  console.log(`Hello, ${school.student} (in ${currentThread().name})`);
}

function processThread(name: string): void {
  school.student = name;
  processStudent();
}

const threads = [
  new Thread({ target: processThread, args: ["Alice"], name: "Thread-A" }),
  new Thread({ target: processThread, args: ["Bob"], name: "Thread-B" }),
];
for (const thread of threads) thread.start();
for (const thread of threads) await thread.join();
console.log(`here nobody has been set: ${school.student}`);
