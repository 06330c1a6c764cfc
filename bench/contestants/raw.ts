import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { JobName } from "../jobs.ts";
import { type Contestant, type Crew, mapByCalls } from "./contestant.ts";
import { buffersOf } from "./transferable.ts";

/**
 * Messages by hand, to threads: one message a task in turn to each worker, and a Map of who waits. What a careful
 * program without a library does.
 */
export const rawThreads: Contestant = {
  load: () => Promise.resolve((workers) => crewOf(Array.from({ length: workers }, startThread))),
};

/** Messages by hand, to forked processes with the faster of Node's two serializations. */
export const rawProcesses: Contestant = {
  load: () => Promise.resolve((workers) => crewOf(Array.from({ length: workers }, startProcess))),
};

/** As `rawThreads`, but a map sends 100 items a message: what a program does that knows its tasks to be small. */
export const rawChunks: Contestant = {
  load: () =>
    Promise.resolve((workers) => {
      return crewOf(Array.from({ length: workers }, startThread), true);
    }),
};

/** What a worker is sent. */
export type RawRequest = readonly [id: number, job: string, argument: unknown];

/** What it answers. */
export type RawReply = readonly [id: number, value: unknown, error: unknown];

interface RawWorker {
  post(request: RawRequest, transfer?: ArrayBuffer[]): void;
  /** Calls `reply` for every answer and `lost` when it ends. */
  listen(reply: (reply: RawReply) => void, lost: (error: Error) => void): void;
  end(): Promise<unknown>;
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

const chunkLength = 100;

function crewOf(workers: RawWorker[], inChunks = false): Crew {
  const call = callsTo(workers);
  async function mapInChunks(job: JobName, items: readonly unknown[]): Promise<never[]> {
    const chunks: Promise<never[]>[] = [];
    for (let start = 0; start < items.length; start += chunkLength)
      chunks.push(call(job, items.slice(start, start + chunkLength)));
    return (await Promise.all(chunks)).flat();
  }
  return {
    caller: (job) => (argument) => call(job, argument),
    mapper: (job) =>
      inChunks ? (items) => mapInChunks(job, items) : mapByCalls((item) => call(job, item)),
    async close() {
      await Promise.all(workers.map((worker) => worker.end()));
    },
  };
}

function callsTo(workers: RawWorker[]): (job: JobName, argument: unknown) => Promise<never> {
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  for (const worker of workers) {
    worker.listen(([id, value, error]) => {
      const call = waiting.get(id);
      waiting.delete(id);
      if (error === undefined) call?.resolve(value as never);
      else call?.reject(error);
    }, failAll);
  }
  function failAll(error: Error): void {
    for (const call of waiting.values()) call.reject(error);
    waiting.clear();
  }
  return (job, argument) =>
    new Promise<never>((resolve, reject) => {
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      const worker = workers[id % workers.length];
      if (job === "pass") worker?.post([id, job, argument], buffersOf(argument));
      else worker?.post([id, job, argument]);
    });
}

function startThread(): RawWorker {
  const thread = new Worker(new URL("../workers/raw-thread.js", import.meta.url));
  return {
    post: (request, transfer) => thread.postMessage(request, transfer),
    listen(reply, lost) {
      thread.on("message", reply);
      thread.on("error", lost);
      thread.on("exit", (code) => lost(new Error(`a thread ended with ${code}`)));
    },
    end: () => thread.terminate(),
  };
}

function startProcess(): RawWorker {
  const file = fileURLToPath(new URL("../workers/raw-process.js", import.meta.url));
  const child = fork(file, { serialization: "advanced" });
  // An ESM child of Node 20 loses what is sent before it listens: it says hello first.
  let queued: RawRequest[] | undefined = [];
  return {
    // A fork that ignores the result of send() has no back-pressure; neither do the peers.
    post: (request) => (queued === undefined ? child.send(request) : queued.push(request)),
    listen(reply, lost) {
      child.on("message", (message) => {
        if (message !== "hello") return reply(message as RawReply);
        for (const request of queued ?? []) child.send(request);
        queued = undefined;
      });
      child.on("error", lost);
      child.on("exit", (code) => lost(new Error(`a process ended with ${code}`)));
    },
    end: () => {
      const ended = once(child, "exit");
      child.kill();
      return ended;
    },
  };
}
