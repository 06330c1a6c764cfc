import { python } from "../contestants/registry.ts";
import type { Question, Session, Settings } from "./question.ts";

/** So many tasks of one group that all sleep for a second at a time. */
const tasks = 1_000_000;

/** What a million sleeping tasks take, by themselves and as functions that sleep. */
export const taskGroups: readonly Question[] = [
  question("task-group", "that are a sleep of one second each"),
  question("task-group-functions", "that each run an async function which sleeps for a second"),
];

function question(name: string, which: string): Question {
  return {
    name,
    title: `a TaskGroup of 1,000,000 tasks (quick: 100,000) ${which}`,
    contestants: ["skein", python],
    metrics: [
      { name: "time", unit: "s", better: "less", digits: 2 },
      { name: "memory", unit: "MB at most", better: "less" },
    ],
    turns: 3,
    // The most that a process has ever had resident doesn't go down again.
    fresh: true,
    prepare: (_open, settings) => prepare(name, settings),
  };
}

async function prepare(name: string, { quick }: Settings): Promise<Session> {
  const { sleep, TaskGroup } = await import("skein");
  const count = quick ? tasks / 10 : tasks;
  const work = async (): Promise<void> => {
    await sleep(1000);
  };
  const begin =
    name === "task-group"
      ? (group: InstanceType<typeof TaskGroup>) => group.spawn(sleep, 1000)
      : (group: InstanceType<typeof TaskGroup>) => group.spawn(work);
  return {
    async turn() {
      const before = process.memoryUsage.rss();
      const start = performance.now();
      await TaskGroup.run((group) => {
        for (let index = 0; index < count; index++) begin(group);
      });
      const time = (performance.now() - start) / 1000;
      const peak = process.resourceUsage().maxRSS * 1024;
      return { time, memory: (peak - before) / 1e6 };
    },
    close: () => Promise.resolve(),
  };
}
