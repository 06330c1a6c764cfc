import type { Contestant } from "./contestant.ts";
import { piscina, piscina64 } from "./piscina.ts";
import { poolifierProcesses, poolifierThreads } from "./poolifier.ts";
import { rawChunks, rawProcesses, rawThreads } from "./raw.ts";
import { skeinProcesses, skeinThreads } from "./skein.ts";
import { tinypoolProcesses, tinypoolThreads } from "./tinypool.ts";
import { workerpoolProcesses, workerpoolThreads } from "./workerpool.ts";

/** All contestants that run in Node, by the names that the tables show. */
export const contestants: Readonly<Record<string, Contestant>> = {
  "skein threads": skeinThreads,
  "raw postMessage": rawThreads,
  "raw, chunks of 100": rawChunks,
  piscina,
  "piscina, 64 per worker": piscina64,
  "tinypool threads": tinypoolThreads,
  "workerpool threads": workerpoolThreads,
  "poolifier threads": poolifierThreads,
  "skein processes": skeinProcesses,
  "raw fork": rawProcesses,
  "tinypool fork": tinypoolProcesses,
  "workerpool fork": workerpoolProcesses,
  "poolifier cluster": poolifierProcesses,
};

/** The one that python/contestant.py plays. */
export const python = "python multiprocessing";

/** Those over threads, Skein first. */
export const overThreads: readonly string[] = [
  "skein threads",
  "raw postMessage",
  "piscina",
  "piscina, 64 per worker",
  "tinypool threads",
  "workerpool threads",
  "poolifier threads",
];

/** Those over processes, Skein first. */
export const overProcesses: readonly string[] = [
  "skein processes",
  "raw fork",
  "tinypool fork",
  "workerpool fork",
  "poolifier cluster",
  python,
];
