import { inspect } from "node:util";
import { onBlock } from "../task/blocking.ts";
import { keepScopesIn, setOnlyScope } from "../task/current-scope.ts";
import { PromiseStorage } from "../task/promise-storage.ts";
import { perThread } from "../per-thread.ts";
import type { LinkEnd } from "./carrier-link.ts";
import { CarrierLoop } from "./carrier-loop.ts";
import { currentLightThread } from "./light-thread.ts";
import { Verdict } from "./link-words.ts";
import { showThreadError } from "./show-thread-error.ts";

/** Since this version of Node `AsyncLocalStorage` costs nothing. */
const CHEAP_STORAGE = 24;

const state = perThread<{ loop: CarrierLoop | undefined }>("carrier", () => ({ loop: undefined }));

/** Makes this thread a carrier, and has it serve one more starter of light threads. The call that a carrier is made by. */
export function carry(end: LinkEnd): void {
  state.loop ??= becomeCarrier();
  state.loop.add(end);
}

function becomeCarrier(): CarrierLoop {
  const loop = new CarrierLoop();
  // The call that has brought us here would stay the scope of all that comes.
  setOnlyScope(undefined);
  if (Number.parseInt(process.versions.node, 10) < CHEAP_STORAGE)
    keepScopesIn(new PromiseStorage());
  onBlock(() => {
    currentLightThread()?.tell(Verdict.blocking);
    // Nothing else leaves here until that is over.
    loop.flush();
  });
  process.removeAllListeners("uncaughtException");
  process.on("uncaughtException", survive);
  process.on("exit", loop.flush);
  return loop;
}

/** One thread's error that nobody caught is no reason to end the others. */
function survive(error: unknown): void {
  // What a target itself listens with wins, as in any program.
  if (process.listenerCount("uncaughtException") > 1) return;
  const thread = currentLightThread();
  if (thread === undefined) process.stderr.write(`${inspect(error)}\n`);
  else showThreadError(thread.threadName, error);
}
