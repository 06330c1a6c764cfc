/** Does in Node what `reaperScript` does in a shell, for systems without one. */
import { createInterface } from "node:readline";

const pollAfter = 50;
const watched = new Set<number>();
let tries = 20;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const [operation, pid] = line.split(" ");
  if (operation === "+") watched.add(Number(pid));
  else watched.delete(Number(pid));
});
lines.on("close", killOrWait);

function killOrWait(): void {
  for (const pid of watched) if (!send(pid, 0)) watched.delete(pid);
  if (watched.size > 0 && tries > 0) {
    tries -= 1;
    setTimeout(killOrWait, pollAfter);
  } else {
    for (const pid of watched) send(pid, "SIGKILL");
  }
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    // It has ended, which is what was wanted.
    return false;
  }
}
