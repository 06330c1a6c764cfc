import { readFileSync } from "node:fs";

const ticksPerSecond = 100;
const sampleTime = 60;

/**
 * Waits until less than `limit` of one core is in use, at most `patience` milliseconds. Gives the last share seen, in
 * cores: while nobody takes a turn, all of it is other people's. 0 where that can't be known.
 */
export async function waitForQuiet(limit: number, patience: number): Promise<number> {
  const end = performance.now() + patience;
  for (;;) {
    const busy = await sampleBusyCores();
    if (busy < limit || performance.now() > end) return busy;
  }
}

/** How many cores are in use, for the time of a sample. */
export async function sampleBusyCores(): Promise<number> {
  const before = busyTicks();
  const start = performance.now();
  await new Promise((resolve) => setTimeout(resolve, sampleTime));
  return ((busyTicks() - before) / ticksPerSecond / (performance.now() - start)) * 1000;
}

/** Ticks that all cores together have worked: user, nice, system, interrupts and what a hypervisor took. */
function busyTicks(): number {
  let text: string;
  try {
    text = readFileSync("/proc/stat", "latin1");
  } catch {
    // Not Linux.
    return 0;
  }
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0, stolen = 0] =
    text.split("\n", 1)[0]?.trim().split(/\s+/).slice(1).map(Number) ?? [];
  return user + nice + system + irq + softIrq + stolen;
}
