/** A user's TypeScript that is only compiled, against the packed declarations. */

/** Types infer from end to end: every annotation here is what the compiler finds by itself. */
export const wellTyped: string = `
import { Pool, Process, Thread, ThreadPool, TimeoutError } from "skein";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_proof: Same<A, B>): void {}

export async function everything(signal: AbortSignal): Promise<void> {
  await using pool = new Pool(2);
  const lengths = await pool.map((text: string) => text.length, ["a", "bb"]);
  same<typeof lengths, number[]>(true);
  const sum = await pool.apply((a: number, b: number) => a + b, [1, 2]);
  same<typeof sum, number>(true);
  const awaited = await pool.apply(async (text: string) => [text], ["a"]);
  same<typeof awaited, string[]>(true);
  const waiting = pool.applyAsync((a: number) => String(a), [1], { signal, timeout: 1000 });
  const text = await waiting.get({ timeout: 1000 });
  same<typeof text, string>(true);
  const pairs = await pool.starmap((a: number, b: string) => [a, b] as const, [[1, "a"]]);
  same<typeof pairs, (readonly [number, string])[]>(true);
  for await (const item of pool.imap((x: number) => ({ x }), [1, 2, 3])) {
    same<typeof item, { x: number }>(true);
  }

  await using threads = new ThreadPool({ workers: 1, name: "threads" });
  for await (const item of threads.imapUnordered((x: number) => BigInt(x), [1])) {
    same<typeof item, bigint>(true);
  }

  const child = new Process({ target: (a: number, b: string) => b.repeat(a), args: [1, "a"] });
  child.start();
  const result = await child.result();
  same<typeof result, string>(true);
  same<typeof child.pid, number | undefined>(true);
  same<typeof child.exitCode, number | undefined>(true);

  const thread = new Thread({ target: () => new Date() });
  thread.start();
  const date = await thread.result();
  same<typeof date, Date>(true);

  const error = new TimeoutError("too late", 5);
  same<typeof error.code, string>(true);
}
`;

/** None of these may compile. */
export const wronglyTyped: string = `
import { Pool, Process, Thread } from "skein";

const pool = new Pool(2);
// @ts-expect-error an argument of the wrong type
void pool.apply((a: number) => a, ["one"]);
// @ts-expect-error an argument too few
void pool.apply((a: number, b: number) => a + b, [1]);
// @ts-expect-error an argument too many
void pool.apply((a: number) => a, [1, 2]);
// @ts-expect-error items of the wrong type
void pool.map((a: number) => a, ["one"]);
// @ts-expect-error tuples of the wrong type
void pool.starmap((a: number, b: string) => [a, b], [["one", 1]]);
// @ts-expect-error an option that doesn't exist
void pool.map((a: number) => a, [1], { chunksize: 2 });
// @ts-expect-error an option of the wrong type
export const named = new Pool({ workers: "two" });
// @ts-expect-error the arguments don't fit the target
export const child = new Process({ target: (a: number) => a, args: ["one"] });
// @ts-expect-error the arguments don't fit the target
export const thread = new Thread({ target: (a: number) => a, args: ["one"] });
`;
