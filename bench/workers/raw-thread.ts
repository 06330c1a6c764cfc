import { parentPort } from "node:worker_threads";
import type { RawRequest } from "../contestants/raw.ts";
import { answer } from "./raw-answer.ts";

const port = parentPort;
port?.on("message", (request: RawRequest) => {
  const [reply, transfer] = answer(request);
  port.postMessage(reply, transfer);
});
