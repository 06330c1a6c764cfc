import { workerData } from "node:worker_threads";
import { Gateway, type GatewayStart } from "./gateway.ts";

// Given by client-end.ts of the same version.
const { address, first } = workerData as GatewayStart;
const gateway = new Gateway(address);
gateway.connect(first);
// However this thread ends, nobody may sleep on for an answer of it.
process.on("exit", () => gateway.close());
