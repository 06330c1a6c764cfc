import { WorkerLostError } from "../errors.ts";
import { defer } from "../task/deferred.ts";
import type { PlaceKind } from "../worker/child-kind.ts";
import { startRun } from "../worker/start-run.ts";
import { listenToParent, thisWorker } from "../worker/this-worker.ts";
import { ThreadBackend } from "../worker/thread-backend.ts";
import type { Lane } from "./lane.ts";
import { openMeasuredLane, type LaneOrder } from "./open-lane.ts";
import { beginServing } from "./serving.ts";
import { runWebThread } from "./web-worker.ts";
import { word } from "./worker-plan.ts";

/**
 * Opens a lane in a thread of its own. Rejects when the application can't be loaded there. A thread that ends unasked
 * ends the whole worker: the arbiter starts another.
 */
export async function openThreadLane(order: LaneOrder, worn: () => void): Promise<Lane> {
  const ready = defer<void>();
  const ended = defer<void>();
  let state: "starting" | "serving" | "draining" = "starting";
  const name = `lane ${order.index + 1}`;
  const child = { name, daemon: false, run: () => runLaneThread(order) };
  const { place } = startRun(child, threadKind(name, ready.reject), []);
  place.told((said) => {
    if (said === word.ready) ready.resolve();
    else if (said === word.worn) worn();
  });
  place.exited(({ exitCode, error }) => {
    const { threadId } = place;
    const message = `${name} ended with exit code ${exitCode}`;
    ready.reject(error ?? new WorkerLostError(message, { threadId, exitCode }));
    ended.resolve();
    if (state === "serving") process.exit(1);
  });
  await ready.promise;
  state = "serving";
  return {
    drain({ hasty }) {
      state = "draining";
      place.tell(hasty ? word.hasten : word.drain);
      return ended.promise;
    },
  };
}

/** In the thread: opens the lane, and ends with it. */
async function runLaneThread(order: LaneOrder): Promise<void> {
  const worker = thisWorker();
  const lane = await openMeasuredLane(order, () => worker?.tell(word.worn));
  beginServing();
  worker?.tell(word.ready);
  listenToParent((said) => {
    void lane.drain({ hasty: said === word.hasten }).then(() => process.exit(0));
  });
}

/** Not the program's own, which keeps a spare thread: no lane begins when another ends. */
const backend = new ThreadBackend();

function threadKind(name: string, failed: (error: unknown) => void): PlaceKind {
  return {
    noun: "thread",
    backend: () => backend,
    module: import.meta.url,
    body: runWebThread,
    circumstances: () => name,
    failed: (_child, error) => failed(error),
  };
}
