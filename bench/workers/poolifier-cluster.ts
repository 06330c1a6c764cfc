import { ClusterWorker } from "poolifier";
import { jobTable } from "./job-table.ts";

/** poolifier's worker. */
export const worker: ClusterWorker = new ClusterWorker({ ...jobTable });
