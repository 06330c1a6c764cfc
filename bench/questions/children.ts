import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { python } from "../contestants/registry.ts";
import { noop } from "../jobs.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

/** How each row starts something that has one task, and waits for its result. */
const starts: Readonly<Record<string, () => Promise<unknown>>> = {
  "skein Thread": async () => {
    const { Thread } = await import("skein");
    const thread = new Thread({ target: noop, args: [7], dedicated: true });
    thread.start();
    return await thread.result();
  },
  "skein Process": async () => {
    const { Process } = await import("skein");
    const child = new Process({ target: noop, args: [7] });
    child.start();
    return await child.result();
  },
  "raw Worker": async () => {
    const worker = new Worker(new URL("../workers/raw-thread.js", import.meta.url));
    worker.postMessage([0, "noop", 7]);
    const value = await firstValue(worker);
    void worker.terminate();
    return value;
  },
  "raw fork": async () => {
    const file = fileURLToPath(new URL("../workers/raw-process.js", import.meta.url));
    const child = fork(file, { serialization: "advanced" });
    await once(child, "message");
    child.send([0, "noop", 7]);
    const value = await firstValue(child);
    child.kill();
    return value;
  },
};

/** One thread or process with one task, as a program starts them now and then. */
export const children: Question = {
  name: "start-child",
  title: "start of one more Thread or Process to its result",
  contestants: [...Object.keys(starts), python],
  metrics: [{ name: "time", unit: "ms", better: "less", digits: 2 }],
  turns: 15,
  async prepare(_open, _settings, contestant) {
    async function timed(): Promise<number> {
      const begin = performance.now();
      mustEqual(await starts[contestant]?.(), 7);
      return performance.now() - begin;
    }
    for (let round = 0; round < 3; round++) {
      await timed();
      await pause();
    }
    return {
      async turn() {
        const time = await timed();
        // Afterwards, so that spares are ready again and at rest when the next turn comes.
        await pause();
        return { time };
      },
      close: () => Promise.resolve(),
    };
  },
};

async function firstValue(worker: Worker | ReturnType<typeof fork>): Promise<unknown> {
  const [reply]: unknown[] = await once(worker, "message");
  return Array.isArray(reply) ? reply[1] : undefined;
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 500));
}
