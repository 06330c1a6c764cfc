import { readFileSync } from "node:fs";

/** Microseconds in a tick of the times in /proc; 100 ticks a second on every Linux there is. */
const tick = 10_000;

/** Microseconds of processor time that a process has used, in all its threads. Linux only. */
export function cpuTimeOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The name of the program stands in brackets and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * tick;
}
