/**
 * A program with as many generations below it as its argument says; each watches the next, the last one spins. Prints
 * the pids below it, or, without children, the pid of the reaper's helper, and ends.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Reaper } from "../../src/worker/reaper.ts";
import { firstLine, parseNumbers } from "./program.ts";

const [, , generations = "0", role = "ancestor"] = process.argv;
const reaper = new Reaper();

if (Number(generations) > 0) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(import.meta.url), String(Number(generations) - 1), "descendant"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  reaper.watch(child.pid ?? 0);
  console.log(JSON.stringify([child.pid, ...parseNumbers(await firstLine(child))]));
  // Alive without an end, as a program is that waits for something.
  setInterval(() => {}, 1_000_000);
} else if (role === "descendant") {
  console.log("[]");
  for (;;);
} else {
  const child = spawn(process.execPath, ["--eval", ""]);
  reaper.watch(child.pid ?? 0);
  console.log(reaper.pid);
  await once(child, "exit");
  reaper.unwatch(child.pid ?? 0);
}
