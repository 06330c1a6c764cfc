import { threadId } from "node:worker_threads";
import type { Ledger } from "../wire/ledger.ts";
import { loopback } from "../wire/loopback-transport.ts";
import { MemoryLedger } from "../wire/memory-ledger.ts";
import type { Transport } from "../wire/transport.ts";
import type { Backend, Place, WorkerExit } from "./backend.ts";
import { Ending } from "./ending.ts";
import { serve } from "./loop.ts";

/** Runs a worker in the calling thread itself: no isolation, nothing can be killed, but nothing has to be started. */
export class InlineBackend implements Backend {
  readonly kind = "inline";
  readonly canKill = false;
  readonly attaches = "objects";

  start(): Place {
    const [here, there] = loopback();
    const place = new InlinePlace(here);
    serve({
      transport: there,
      ledger: place.ledger,
      identity: { pid: process.pid, threadId },
      alone: false,
      mortal: false,
      stopped: () => there.close(),
    });
    return place;
  }
}

class InlinePlace implements Place {
  readonly kind = "inline";
  readonly pid: undefined;
  readonly threadId: number = threadId;
  readonly transport: Transport;
  readonly ledger: Ledger = new MemoryLedger();
  readonly #ending = new Ending();

  constructor(transport: Transport) {
    this.transport = transport;
    transport.closed(() => this.#ending.settle({ exitCode: 0 }));
  }

  get exit(): WorkerExit | undefined {
    return this.#ending.exit;
  }

  exited(listener: (exit: WorkerExit) => void): void {
    this.#ending.exited(listener);
  }

  terminate(): void {
    this.kill();
  }

  /** Cuts the connection: what is running goes on, but nobody hears of it. */
  kill(): void {
    this.transport.close();
  }

  rename(): void {
    // It has no name.
  }

  warmUp(): void {
    // It has nothing to load.
  }

  tell(): void {
    // Nobody listens there.
  }

  told(): void {
    // Nobody speaks there.
  }

  ref(): void {
    // It has nothing of its own that could keep the program alive.
  }

  unref(): void {
    // It has nothing of its own that could keep the program alive.
  }
}
