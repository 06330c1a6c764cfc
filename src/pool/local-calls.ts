import { ClosedError } from "../errors.ts";
import { type Deferred, defer } from "../task/deferred.ts";
import { hold, release } from "../task/keep-alive.ts";
import type { Cancel } from "./async-result.ts";
import { Counters } from "./counters.ts";
import { LocalCall, type LocalOrder, type LocalPlace } from "./local-call.ts";

/** The calls of a pool of coroutines: so many run at a time, the others wait in their order. */
export class LocalCalls implements LocalPlace {
  readonly counters: Counters = new Counters();
  readonly limit: number;
  readonly #name: string;
  /** Runs once before the first call; what it throws, every call throws. */
  readonly #initialize: (() => unknown) | undefined;
  #ready: Promise<unknown> | undefined = undefined;
  /** By priority, the highest first; of one, in their order. */
  readonly #waiting: LocalCall[] = [];
  readonly #running = new Set<LocalCall>();
  readonly #finished: Deferred<void> = defer();
  #isOpen = true;

  constructor(name: string, limit: number, initialize: (() => unknown) | undefined) {
    this.#name = name;
    this.limit = limit;
    this.#initialize = initialize;
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  get running(): number {
    return this.#running.size;
  }

  /** What a call has to wait for before it runs. */
  get ready(): Promise<unknown> | undefined {
    if (this.#initialize !== undefined) this.#ready ??= Promise.resolve().then(this.#initialize);
    return this.#ready;
  }

  /** When it has been closed and all calls have ended. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /** Throws ClosedError when the pool takes nothing new. */
  refuseIfClosed(): void {
    if (!this.#isOpen) throw new ClosedError(`${this.#name} is closed and takes no new calls`);
  }

  /** Throws as `refuseIfClosed`. */
  submit(order: LocalOrder): Cancel {
    this.refuseIfClosed();
    this.counters.submitted++;
    const call = new LocalCall(order, this);
    hold();
    this.#insert(call);
    const { signal } = order.options;
    if (signal !== undefined) call.obey(signal);
    this.#beginSome();
    return (reason) => call.cancel(reason);
  }

  freed(call: LocalCall): void {
    release();
    if (!this.#running.delete(call)) this.#waiting.splice(this.#waiting.indexOf(call), 1);
    this.#beginSome();
    this.#finishIfDone();
  }

  close(): void {
    this.#isOpen = false;
    this.#finishIfDone();
  }

  terminate(error: Error): void {
    this.close();
    for (const call of [...this.#waiting, ...this.#running]) call.cancel(error);
  }

  #beginSome(): void {
    while (this.#running.size < this.limit) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      this.#running.add(call);
      call.begin();
    }
  }

  #finishIfDone(): void {
    if (!this.#isOpen && this.#running.size + this.#waiting.length === 0) this.#finished.resolve();
  }

  #insert(call: LocalCall): void {
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.priority ?? 0) < call.priority) at--;
    this.#waiting.splice(at, 0, call);
  }
}
