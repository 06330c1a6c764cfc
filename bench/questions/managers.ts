import { python } from "../contestants/registry.ts";
import { item } from "../items.ts";
import { mustEqual } from "../measuring/numbers.ts";
import type { Question } from "./question.ts";

const manyAtOnce = "skein, 100 calls at once";

/** A client and a server of the same kind. */
export const managers: readonly Question[] = [pair(), tasks()];

/** Calls of one client, one after the other, or many under way. */
function pair(): Question {
  return {
    name: "manager-pair",
    title: "calls to a manager: set and get of a dictionary, put and get of a queue",
    contestants: ["skein", manyAtOnce, python],
    metrics: [
      { name: "dict", unit: "dict calls/s", better: "more" },
      { name: "queue", unit: "queue calls/s", better: "more" },
    ],
    async prepare(_open, { quick }, contestant) {
      const { Manager } = await import("skein/manager");
      const manager = await Manager();
      const table = await manager.dict<number, number>();
      const queue = await manager.Queue<object>();
      const atOnce = contestant === manyAtOnce ? 100 : 1;
      const count = quick ? 10_000 : 40_000;

      async function setAndGet(index: number): Promise<void> {
        await table.set(index & 1023, index);
        if (atOnce === 1) mustEqual(await table.get(index & 1023), index);
        else await table.get(index & 1023);
      }

      async function putAndGet(index: number): Promise<void> {
        await queue.put(item(index));
        await queue.get();
      }

      const turn = async () => ({
        dict: await rateOf(setAndGet, count, atOnce),
        queue: await rateOf(putAndGet, count, atOnce),
      });
      await turn();
      return { turn, close: () => manager[Symbol.asyncDispose]() };
    },
  };
}

/** Calls a second of rounds of two calls each, `atOnce` rounds under way. */
async function rateOf(
  round: (index: number) => Promise<void>,
  count: number,
  atOnce: number,
): Promise<number> {
  const start = performance.now();
  let next = 0;
  async function go(): Promise<void> {
    while (next < count / 2) await round(next++);
  }
  await Promise.all(Array.from({ length: atOnce }, go));
  return (count * 1000) / (performance.now() - start);
}

/** Tasks to a worker, results back. */
function tasks(): Question {
  return {
    name: "manager-tasks",
    title: "tasks of a master to one worker and its results back, through two queues of a manager",
    contestants: ["skein", "skein, 20 at once", python],
    metrics: [{ name: "rate", unit: "tasks/s", better: "more" }],
    async prepare(_open, { quick }, contestant) {
      const { Process } = await import("skein");
      const { defineManager, single } = await import("skein/manager");
      const { Queue } = await import("skein/task");
      const definition = defineManager({
        tasks: single(() => new Queue<number | null>()),
        results: single(() => new Queue<number>()),
      });
      const manager = await definition.start();
      const toDo = await manager.tasks();
      const done = await manager.results();
      const atOnce = contestant === "skein" ? 1 : 20;
      const count = quick ? 2_000 : 10_000;
      const worker = new Process({
        async target() {
          async function work(): Promise<void> {
            for (let number = await toDo.get(); number !== null; number = await toDo.get())
              await done.put(number * number);
          }
          await Promise.all(Array.from({ length: atOnce }, work));
        },
        daemon: true,
      });
      worker.start();

      async function turn() {
        const start = performance.now();
        let sum = 0;
        if (atOnce === 1) for (let number = 0; number < count; number++) await toDo.put(number);
        else await inLines(count, (number) => toDo.put(number));
        if (atOnce === 1) for (let number = 0; number < count; number++) sum += await done.get();
        else
          await inLines(count, async () => {
            const square = await done.get();
            sum += square;
          });
        mustEqual(sum, ((count - 1) * count * (2 * count - 1)) / 6);
        return { rate: (count * 1000) / (performance.now() - start) };
      }

      async function inLines(total: number, act: (number: number) => Promise<void>): Promise<void> {
        let next = 0;
        async function line(): Promise<void> {
          while (next < total) await act(next++);
        }
        await Promise.all(Array.from({ length: atOnce }, line));
      }

      await turn();
      return {
        turn,
        async close() {
          worker.kill();
          await worker.join();
          await manager[Symbol.asyncDispose]();
        },
      };
    },
  };
}
