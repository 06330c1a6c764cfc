import type { Pool } from "skein";
import { echo, factorial, type JobName, type Jobs, noop, record, spin, square } from "../jobs.ts";
import type { Caller, Contestant, Crew, Mapper } from "./contestant.ts";
import { buffersOf } from "./transferable.ts";

/** Skein's pool of threads. */
export const skeinThreads: Contestant = {
  async load() {
    const { ThreadPool, move } = await import("skein");
    const jobs: Jobs = { ...plainJobs, pass: (values) => move(values) };
    return (workers) => crewOf(new ThreadPool(workers), jobs);
  },
};

/** Skein's pool of processes. */
export const skeinProcesses: Contestant = {
  async load() {
    const skein = await import("skein");
    return (workers) => crewOf(new skein.Pool(workers), { ...plainJobs, pass: echo });
  },
};

const plainJobs = { noop, record, spin, factorial, square, echo };

function crewOf(pool: Pool, jobs: Jobs): Crew {
  return {
    caller: (name) => callerOf(pool, name, jobs[name]),
    mapper: (name) => mapperOf(pool, jobs[name]),
    async close() {
      pool.close();
      await pool.join();
    },
  };
}

function callerOf<Name extends JobName>(pool: Pool, name: Name, job: Jobs[Name]): Caller<Name> {
  // A union of functions can't be called with a union of arguments; each is called with its own here.
  const target = job as unknown as (argument: unknown) => ReturnType<Jobs[Name]>;
  if (name !== "pass") return (argument) => pool.apply(target, [argument]) as never;
  return (argument) => pool.apply(target, [argument], { transfer: buffersOf(argument) }) as never;
}

function mapperOf<Name extends JobName>(pool: Pool, job: Jobs[Name]): Mapper<Name> {
  // As above.
  const target = job as unknown as (argument: unknown) => ReturnType<Jobs[Name]>;
  return (items) => pool.map(target, items) as never;
}
