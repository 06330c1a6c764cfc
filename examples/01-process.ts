// One child process: start it, wait for it. (In Python: multiprocessing.Process.)
import { Process } from "skein";

function runChild(name: string): void {
  console.log(`Run child process ${name} (${process.pid})...`);
}

console.log(`Parent process ${process.pid}.`);
const child = new Process({ target: runChild, args: ["test"] });
console.log("Child process will start.");
child.start();
await child.join();
console.log("Child process end.");
