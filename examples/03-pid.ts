// A process has a pid from the moment it is started, and none before.
import { currentProcess, Process } from "skein";

console.log("main pid", currentProcess().pid);
const child = new Process({ target: () => console.log("child runs as", currentProcess().name) });
console.log("before start:", child.pid);
child.start();
console.log("after start:", child.pid);
await child.join();
console.log("exit code:", child.exitCode);
