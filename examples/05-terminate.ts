// terminate() ends a process from outside; its exit code names the signal.
import { setTimeout as sleep } from "node:timers/promises";
import { Process } from "skein";

const child = new Process({ target: () => sleep(60_000) });
child.start();
console.log("alive:", child.isAlive);
child.terminate();
await child.join();
console.log("alive:", child.isAlive, "exit code:", child.exitCode);
