import { CountingLedger } from "../wire/counting-ledger.ts";
import type { Ledger } from "../wire/ledger.ts";
import { loopback } from "../wire/loopback-transport.ts";
import type { Transport } from "../wire/transport.ts";
import type { BackendKind, Place, WorkerExit } from "./backend.ts";
import { Ending } from "./ending.ts";

/** The exit code of a place that could never run, as shells report a program that can't be started. */
export const startFailed = 127;

/** A worker that couldn't be started: it takes frames and drops them, and has ended before anybody can ask. */
export class FailedPlace implements Place {
  readonly kind: BackendKind;
  readonly pid: undefined;
  readonly threadId: undefined;
  readonly transport: Transport;
  readonly ledger: Ledger = new CountingLedger("parent");
  readonly #ending = new Ending();

  /** `learn` is given a function to call, later than now, with what went wrong. */
  constructor(kind: BackendKind, learn: (failed: (error: Error) => void) => void) {
    this.kind = kind;
    const [here, there] = loopback();
    this.transport = here;
    learn((error) => {
      there.close();
      this.#ending.settle({ exitCode: startFailed, error });
    });
  }

  get exit(): WorkerExit | undefined {
    return this.#ending.exit;
  }

  exited(listener: (exit: WorkerExit) => void): void {
    this.#ending.exited(listener);
  }

  terminate(): void {
    // Nothing runs.
  }

  kill(): void {
    // Nothing runs.
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
    // The end is already on its way.
  }

  unref(): void {
    // The end is already on its way.
  }
}

/** A place whose start threw `error`; its end is told in a later tick. */
export function failedPlace(kind: BackendKind, error: unknown): FailedPlace {
  const reason = error instanceof Error ? error : new Error(String(error));
  return new FailedPlace(kind, (failed) => process.nextTick(failed, reason));
}
