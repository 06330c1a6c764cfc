/** What the compiler finds by itself about tasks, and what it refuses. Never run. */
import {
  asCompleted,
  coroutine,
  gather,
  type Outcome,
  sleep,
  Task,
  type TaskGroup,
  TaskPool,
  timeout,
  toThread,
  waitFor,
} from "../../src/index.ts";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where A and B are the same type. */
function same<A, B>(_proof: Same<A, B>): void {}

export async function tasks(group: TaskGroup): Promise<void> {
  const spawned = group.spawn(async (one: number, other: string) => [one, other] as const, 1, "a");
  same<typeof spawned, Task<readonly [number, string]>>(true);
  const length = await Task.run((text: string) => text.length, "four");
  same<typeof length, number>(true);
  const limited = await timeout(10, async () => "text");
  same<typeof limited, string>(true);
  const waited = await waitFor(spawned, { timeout: 10 });
  same<typeof waited, readonly [number, string]>(true);
  const threaded = await toThread(async (one: number) => String(one), 1);
  same<typeof threaded, string>(true);
  group.spawn(sleep, 1_000);

  // @ts-expect-error -- a wrong argument
  group.spawn((one: number) => one, "a");
  // @ts-expect-error -- a missing argument
  Task.run((one: number) => one);
  // @ts-expect-error -- one too many
  await toThread((one: number) => one, 1, 2);
  // @ts-expect-error -- a task pool has no workers
  new TaskPool({ workers: 2 });
}

export async function many(): Promise<void> {
  const [one, other] = await gather([Task.run(() => 1), Promise.resolve("a")]);
  same<typeof one, number>(true);
  same<typeof other, string>(true);
  const [outcome] = await gather([Task.run(() => 1)], { outcomes: true });
  same<typeof outcome, Outcome<number>>(true);
  for await (const value of asCompleted([Task.run(() => 1)])) same<typeof value, number>(true);
}

export function generators(): void {
  const echo = coroutine(function* (): Generator<string, void, number> {
    for (;;) yield String(yield "");
  });
  const answer = echo().send(1);
  same<typeof answer, string>(true);
  // @ts-expect-error -- it takes numbers
  echo().send("a");
}
