import workerpool from "workerpool";
import { buffersOf } from "../contestants/transferable.ts";
import { jobTable } from "./job-table.ts";

workerpool.worker({
  ...jobTable,
  pass: (values: Float64Array) => new workerpool.Transfer(values, buffersOf(values)),
});
