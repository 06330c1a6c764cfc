// A daemon ends with its parent: nobody waits for it, and it never says its last line.
import { setTimeout as sleep } from "node:timers/promises";
import { Process } from "skein";

const daemon = new Process({
  daemon: true,
  target: async () => {
    console.log("daemon works");
    await sleep(60_000);
    console.log("daemon is done");
  },
});
daemon.start();
await sleep(500);
console.log("main is done");
