import { parentPort, workerData } from "node:worker_threads";
import type { Captured } from "../../../src/closure/capture.ts";
import { addUnits, loadImports } from "../../../src/closure/incoming.ts";
import { reviveFunction } from "../../../src/closure/revive.ts";
import { installRuntimeHooks, type RuntimeHooks } from "../../../src/closure/runtime-hooks.ts";
import { packValue, unpackValue, type Packed } from "./packed.ts";
// The handles of the harness.
import "./harness.ts";

/** What the parent asks for. */
export interface Request {
  readonly id: number;
  readonly captured: Captured;
  readonly args: Packed;
}

/** What it gets. */
export interface Answer {
  readonly id: number;
  readonly failed: boolean;
  readonly value: Packed;
}

const installed = installRuntimeHooks(workerData as RuntimeHooks);

parentPort?.on("message", (request: Request) => {
  void answer(request).then((message) => parentPort?.postMessage(message));
});

async function answer({ id, captured, args }: Request): Promise<Answer> {
  try {
    await installed;
    addUnits(captured.units);
    await loadImports(captured.imports);
    const list = (await unpackValue(args)) as readonly unknown[];
    const target = reviveFunction(captured.bytes, captured.attachments);
    const value = packValue(await collected(target(...list)));
    return { id, failed: false, value };
  } catch (error) {
    return { id, failed: true, value: packValue(error) };
  }
}

/** Generators are run to their end here. */
async function collected(result: unknown): Promise<unknown> {
  const value = await result;
  if (typeof value !== "object" || value === null || !("next" in value)) return value;
  const list: unknown[] = [];
  if (Symbol.asyncIterator in value)
    for await (const item of value as AsyncIterable<unknown>) list.push(item);
  else for (const item of value as unknown as Iterable<unknown>) list.push(item);
  return list;
}
