import { firstDescriptor } from "../worker/backend.ts";
import { listenToParent, thisWorker } from "../worker/this-worker.ts";
import type { Lane } from "./lane.ts";
import { LoadedFiles } from "./loaded-files.ts";
import { openMeasuredLane } from "./open-lane.ts";
import { beginServing } from "./serving.ts";
import type { WorkerFacts } from "./worker-facts.ts";
import { word, type WorkerPlan } from "./worker-plan.ts";

/** What reaches the whole group of the program's processes (Ctrl-C, the end of a terminal) is for the arbiter to judge. */
const arbitersSignals = ["SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR2"] as const;

/**
 * The life of a worker process: opens its lanes, says that it is ready, and ends when the arbiter says so. Rejects when
 * the application can't be loaded; then the process ends.
 */
export async function runWorker(plan: WorkerPlan): Promise<void> {
  const life = new WorkerLife(plan);
  listenToParent((said) => life.obey(said));
  for (const signal of arbitersSignals) process.on(signal, () => {});
  // One that is asked to end by somebody else is replaced first.
  process.on("SIGTERM", () => thisWorker()?.tell(word.worn));
  await life.begin();
}

class WorkerLife {
  readonly #plan: WorkerPlan;
  readonly #facts: WorkerFacts;
  readonly #lanes: Lane[] = [];
  readonly #files: LoadedFiles | undefined;
  #ending = false;
  #worn = false;

  constructor(plan: WorkerPlan) {
    this.#plan = plan;
    this.#facts = { id: plan.id, pid: process.pid, generation: plan.generation };
    this.#files = plan.watch
      ? new LoadedFiles((url) => thisWorker()?.tell(word.file + url))
      : undefined;
  }

  async begin(): Promise<void> {
    try {
      await this.#plan.onStart?.(this.#facts);
      await this.#open();
    } finally {
      this.#files?.tell();
    }
    // What is imported later counts as well.
    if (this.#files !== undefined)
      setInterval(() => this.#files?.tell(), this.#plan.beatEvery).unref();
    beginServing();
    thisWorker()?.tell(word.ready);
  }

  obey(said: string): void {
    if (said === word.quit) return process.exit(0);
    if (said !== word.drain && said !== word.hasten) return;
    if (!this.#ending) void this.#end(said === word.hasten);
  }

  async #open(): Promise<void> {
    const { threads } = this.#plan;
    const lanes = Array.from({ length: threads }, (_, index) => this.#openOne(index));
    this.#lanes.push(...(await Promise.all(lanes)));
  }

  async #openOne(index: number): Promise<Lane> {
    const { lane, sockets, threads, maxRequests, place } = this.#plan;
    const { counters, board, beatEvery } = this.#plan;
    const order = {
      plan: lane,
      index,
      counters,
      board,
      place: place === undefined ? undefined : place + index,
      beatEvery,
      descriptors: Array.from(
        { length: sockets },
        (_, socket) => firstDescriptor + index * sockets + socket,
      ),
      maxRequests: maxRequests === undefined ? undefined : Math.ceil(maxRequests / threads),
    };
    if (threads === 1) return openMeasuredLane(order, () => this.#wear());
    const { openThreadLane } = await import("./thread-lane.ts");
    return openThreadLane(order, () => this.#wear());
  }

  #wear(): void {
    if (this.#worn) return;
    this.#worn = true;
    thisWorker()?.tell(word.worn);
  }

  async #end(hasty: boolean): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#lanes.map((lane) => lane.drain({ hasty })));
    await this.#plan.onExit?.(this.#facts);
    process.exit(0);
  }
}
