/** What the compiler finds by itself: types infer from the function and its arguments to the result. Never run. */
import { type Pool, Process, Thread, ThreadPool, type TimeoutError } from "../../src/index.ts";

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles only where A and B are the same type. */
function same<A, B>(_proof: Same<A, B>): void {}

export async function poolCalls(pool: Pool, signal: AbortSignal): Promise<void> {
  const sum = await pool.apply((a: number, b: number) => a + b, [1, 2]);
  same<typeof sum, number>(true);
  const awaited = await pool.apply(async (text: string) => [text], ["a"]);
  same<typeof awaited, string[]>(true);
  const waiting = pool.applyAsync((a: number) => String(a), [1], { signal, timeout: 1000 });
  const text = await waiting.get({ timeout: 1000 });
  same<typeof text, string>(true);
}

export async function poolMaps(pool: Pool): Promise<void> {
  const lengths = await pool.map((text: string) => text.length, ["a", "bb"]);
  same<typeof lengths, number[]>(true);
  const awaited = await pool.map(async (text: string) => text.length, new Set(["a"]));
  same<typeof awaited, number[]>(true);
  const pairs = await pool.starmap((a: number, b: string) => ({ a, b }), [[1, "a"]]);
  same<typeof pairs, { a: number; b: string }[]>(true);
  for await (const item of pool.imap((x: number) => ({ x }), [1, 2, 3])) {
    same<typeof item, { x: number }>(true);
  }
}

/** The item's type needs no annotation: it comes from the inputs. */
export async function untypedParameters(pool: Pool): Promise<void> {
  const lengths = await pool.map((text) => text.length, ["a", "bb"]);
  same<typeof lengths, number[]>(true);
}

export async function threadPools(): Promise<void> {
  await using pool = new ThreadPool({ workers: 1, name: "threads" });
  for await (const item of pool.imapUnordered((x: number) => BigInt(x), [1])) {
    same<typeof item, bigint>(true);
  }
}

export async function processes(): Promise<void> {
  const child = new Process({ target: (a: number, b: string) => b.repeat(a), args: [1, "a"] });
  child.start();
  const result = await child.result();
  same<typeof result, string>(true);
  same<typeof child.pid, number | undefined>(true);
  same<typeof child.exitCode, number | undefined>(true);
}

export async function threads(): Promise<void> {
  const thread = new Thread({ target: () => new Date(), name: "clock" });
  thread.start();
  const date = await thread.result();
  same<typeof date, Date>(true);
}

export function errors(error: TimeoutError): void {
  same<typeof error.code, string>(true);
  same<typeof error.timeout, number>(true);
}
