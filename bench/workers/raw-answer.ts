import type { RawReply, RawRequest } from "../contestants/raw.ts";
import { buffersOf } from "../contestants/transferable.ts";
import { jobTable } from "./job-table.ts";

/** Runs what was asked for, for each item if there are many; gives the answer and the buffers to move with it. */
export function answer([id, job, argument]: RawRequest): [RawReply, ArrayBuffer[]?] {
  try {
    const run = jobTable[job];
    if (run === undefined) throw new Error(`no job ${job}`);
    const value = Array.isArray(argument) ? argument.map((item) => run(item)) : run(argument);
    const reply: RawReply = [id, value, undefined];
    return job === "pass" ? [reply, buffersOf(value)] : [reply];
  } catch (error) {
    return [[id, undefined, error]];
  }
}
