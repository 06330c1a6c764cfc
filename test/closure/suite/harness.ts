import { Worker } from "node:worker_threads";
import { handle, type HandleDescription } from "../../../src/codec/handle.ts";
import { captureFunction, type CapturableFunction } from "../../../src/closure/capture.ts";
import type { FunctionReference } from "../../../src/closure/reference.ts";
import { importingModule } from "../../../src/closure/module-load.ts";
import { runtimeHooks } from "../../../src/closure/runtime-hooks.ts";
import { remapStack } from "../../../src/closure/stack.ts";
import { registerOnce } from "./register-once.ts";
import { packValue, unpackValue, type Packed } from "./packed.ts";
import type { Answer, Request } from "./harness-worker.ts";

export { registerReducer, reduce } from "../../../src/codec/reduce.ts";
export { sharedCounter } from "./shared-counter.ts";

/** A worker thread that runs one function after the other: just enough to try how functions travel. */
export interface Harness {
  /** Runs a function in the worker. Throws at once what capturing it throws. */
  run(target: CapturableFunction | FunctionReference, ...args: unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts a worker. */
export function openHarness(): Harness {
  return new WorkerHarness();
}

class WorkerHarness implements Harness {
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: unknown): void }
  >();
  #count = 0;

  constructor() {
    const importing = importingModule();
    if (importing !== undefined) throw new Error(`made while '${importing}' is being imported`);
    const url = import.meta.url.replace(/harness\.(\w+)$/, "harness-worker.$1");
    // What a thread can have for itself.
    const own = /^--(import|require|enable-source-maps|experimental-)/;
    const flags = process.execArgv.filter((flag) => own.test(flag));
    this.#worker = new Worker(new URL(url), { workerData: runtimeHooks(), execArgv: flags });
    this.#worker.on("message", (answer: Answer) => void this.#settle(answer));
    this.#worker.on("error", (error) => {
      for (const { reject } of this.#waiting.values()) reject(error);
    });
  }

  run(target: CapturableFunction | FunctionReference, ...args: unknown[]): Promise<unknown> {
    const captured = captureFunction(target);
    const request: Request = { id: (this.#count += 1), captured, args: packValue(args) };
    return new Promise((resolve, reject) => {
      this.#waiting.set(request.id, { resolve, reject });
      this.#worker.postMessage(request);
    });
  }

  async #settle({ id, failed, value }: Answer): Promise<void> {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    try {
      const result = await unpackValue(value as Packed);
      if (result instanceof Error && result.stack !== undefined)
        result.stack = remapStack(result.stack);
      if (failed) waiting?.reject(result);
      else waiting?.resolve(result);
    } catch (error) {
      waiting?.reject(error);
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  /** Functions may name it; it can't be used elsewhere. */
  [handle](): HandleDescription {
    return { type: "test/harness", data: undefined };
  }
}

registerOnce("test/harness", () => ({}));
