import type { WorkerExit } from "./backend.ts";

/** How and when a place ended: set once, told to everybody who asked, soon to those who ask later. */
export class Ending {
  #exit: WorkerExit | undefined;
  #listeners: ((exit: WorkerExit) => void)[] = [];

  get exit(): WorkerExit | undefined {
    return this.#exit;
  }

  /** Only the first call has an effect. */
  settle(exit: WorkerExit): void {
    if (this.#exit !== undefined) return;
    this.#exit = exit;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(exit);
  }

  exited(listener: (exit: WorkerExit) => void): void {
    const exit = this.#exit;
    if (exit === undefined) this.#listeners.push(listener);
    else queueMicrotask(() => listener(exit));
  }
}
