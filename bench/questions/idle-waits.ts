import { setTimeout as pause } from "node:timers/promises";
import { python } from "../contestants/registry.ts";
import type { Question } from "./question.ts";

/** Milliseconds of a turn. */
const watched = 3000;

/** What it costs to wait for what doesn't come. In Python there must be a thread for each wait. */
export const idleWaits: Question = {
  name: "idle-waits",
  title: "1,000 waits, 500 for one lock and 500 for an event each, that nothing comes of",
  contestants: ["skein", python],
  metrics: [{ name: "share", unit: "% of a core", better: "less", digits: 2 }],
  turns: 3,
  async prepare() {
    const { Event, Lock } = await import("skein");
    const lock = new Lock();
    lock.acquireSync();
    const events = Array.from({ length: 500 }, () => new Event());
    const waits = events.flatMap((event) => [lock.acquire(), event.wait()]);
    // Only an error ends one of them: then this contestant is out.
    for (const wait of waits) void wait.then(unexpected);
    await pause(500);
    return {
      async turn() {
        const start = performance.now();
        const before = process.cpuUsage();
        await pause(watched);
        const { user, system } = process.cpuUsage(before);
        return { share: ((user + system) / 1000 / (performance.now() - start)) * 100 };
      },
      close: () => Promise.resolve(),
    };
  },
};

function unexpected(): never {
  throw new Error("a wait has ended");
}
