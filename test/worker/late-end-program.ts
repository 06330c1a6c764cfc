/** Waits for a worker that is dead before its connection is closed. */
import { ProcessBackend } from "../../src/worker/process-backend.ts";
import { ended } from "../contracts/backend.ts";

const backend = new ProcessBackend(new URL("late-end-entry.js", import.meta.url));
console.log(`ended with ${(await ended(backend.start({}))).exitCode}`);
