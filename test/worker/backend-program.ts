/** A program around one worker, for tests that are about the program's own end. Arguments: kind, case. */
import { mkdtempSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ProcessBackend } from "../../src/worker/process-backend.ts";
import { ThreadBackend } from "../../src/worker/thread-backend.ts";
import { ask } from "../contracts/backend.ts";
import { Order } from "./backend-stub.ts";

const [, , kind, behaviour] = process.argv;
const backend =
  kind === "thread"
    ? new ThreadBackend(new URL("backend-stub-thread.js", import.meta.url))
    : new ProcessBackend(new URL("backend-stub-process.js", import.meta.url));

if (behaviour === "no-directory") {
  const directory = mkdtempSync(join(tmpdir(), "skein-test-"));
  process.chdir(directory);
  rmdirSync(directory);
}

const place = backend.start({});
await ask(place, Order.echo);
if (behaviour === "spin" || behaviour === "exit-while-spinning") {
  await ask(place, Order.spin);
  console.log(place.pid);
  // Otherwise it stays alive: its child does not end.
  if (behaviour === "exit-while-spinning") process.exit(0);
} else {
  place.unref();
  console.log("answered");
}
