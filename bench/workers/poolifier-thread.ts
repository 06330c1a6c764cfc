import { ThreadWorker } from "poolifier";
import { jobTable } from "./job-table.ts";

/** poolifier's worker. */
export const worker: ThreadWorker = new ThreadWorker({ ...jobTable });
