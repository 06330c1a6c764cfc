import { failureOf } from "./failure.ts";
import type { Answer } from "./job.ts";
import { jsonLine } from "./json-line.ts";
import { loadTarget, type LoadedTarget } from "./load-target.ts";
import type { Target } from "./target.ts";

/** A worker serves one target; its module is loaded once. */
let loading: Promise<LoadedTarget> | undefined;

/** Runs in a worker: what is wrong with the target, in words for the user; undefined when it can be called. */
export async function checkTarget(target: Target): Promise<string | undefined> {
  const loaded = await load(target);
  return loaded.kind === "broken" ? loaded.problem : undefined;
}

/** Runs in a worker: calls the target with the input and its index, and answers in text, whatever happens. */
export async function runJob(target: Target, input: string, index: number): Promise<Answer> {
  const loaded = await load(target);
  const started = Date.now();
  const begin = performance.now();
  try {
    if (loaded.kind === "broken") throw new Error(loaded.problem);
    const json = jsonLine(await collect(await loaded.call(input, index)));
    return { kind: "returned", json, started, runtime: performance.now() - begin };
  } catch (error) {
    return {
      kind: "threw",
      failure: failureOf(error),
      started,
      runtime: performance.now() - begin,
    };
  }
}

function load(target: Target): Promise<LoadedTarget> {
  if (loading === undefined) {
    sendOutputToStderr();
    loading = loadTarget(target);
  }
  return loading;
}

/** What a job prints must not stand between the results. */
function sendOutputToStderr(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

/** A generator's result is the list of what it yields, as everywhere in Skein. */
async function collect(value: unknown): Promise<unknown> {
  if (typeof value !== "object" || value === null || !("next" in value)) return value;
  if (!isIterable(value)) return value;
  const items: unknown[] = [];
  for await (const item of value) items.push(item);
  return items;
}

function isIterable(value: object): value is Iterable<unknown> | AsyncIterable<unknown> {
  return Symbol.asyncIterator in value || Symbol.iterator in value;
}
