/** Uses one worker, waits until there is a spare, and then has nothing more to do. Argument: the kind. */
import { ProcessBackend } from "../../src/worker/process-backend.ts";
import { withSpares } from "../../src/worker/spares.ts";
import { ThreadBackend } from "../../src/worker/thread-backend.ts";
import { ask, killed } from "../contracts/backend.ts";
import { Order } from "./backend-stub.ts";

const backend = withSpares(
  process.argv[2] === "thread"
    ? new ThreadBackend(new URL("backend-stub-thread.js", import.meta.url))
    : new ProcessBackend(new URL("backend-stub-process.js", import.meta.url)),
);
const place = backend.start({});
await ask(place, Order.echo);
await killed(place);
while (backend.spares === 0) await new Promise((resolve) => setTimeout(resolve, 5));
console.log("a spare is there");
