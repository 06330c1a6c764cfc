import { TimeoutError, WorkerLostError } from "../errors.ts";
import { hold, release } from "../task/keep-alive.ts";
import { failure, success, type Outcome } from "../task/outcome.ts";
import { waitInScope } from "../task/scoped-wait.ts";
import type { WaitOptions } from "../task/wait.ts";
import { Endpoint, type CallMessage } from "../wire/endpoint.ts";
import { CancelCause } from "../wire/messages.ts";
import type { Place, WorkerExit } from "./backend.ts";
import type { ChildRun } from "./child-kind.ts";
import { historyOf } from "./rehearsal.ts";

/** One place that runs one call and then ends: what a started Process or Thread is, seen from its parent. */
export class SingleRun implements ChildRun {
  readonly place: Place;
  readonly #name: string;
  readonly #endpoint: Endpoint;
  readonly #outcome = new Moment<Outcome<unknown>>();
  readonly #exit = new Moment<WorkerExit>();
  #ticket: number | undefined;

  constructor(place: Place, name: string) {
    this.place = place;
    this.#name = name;
    const { firstTicket } = historyOf(place);
    const link = { transport: place.transport, ledger: place.ledger, firstTicket };
    this.#endpoint = new Endpoint(link, { hello() {}, delivered() {} });
    place.exited((exit) => this.#end(exit));
  }

  /** Undefined while it runs. */
  get exit(): WorkerExit | undefined {
    return this.#exit.value;
  }

  /** Sends the one call. `failed` hears what it threw, whether anybody asks for the result or not. */
  call(message: CallMessage, failed: (error: unknown) => void): void {
    this.#ticket = this.#endpoint.call(
      {
        succeeded: (value) => this.#outcome.come(success(value)),
        failed: (error) => {
          this.#outcome.come(failure(error));
          failed(error);
        },
        returned: () => this.#outcome.come(failure(this.#loss())),
        lost: (loss) => this.#outcome.come(failure(loss)),
        started() {},
        reported() {},
      },
      message,
    );
    this.#endpoint.flush();
  }

  get id(): number | undefined {
    return this.place.pid ?? this.place.threadId;
  }

  cancel(_reason: unknown): void {
    if (this.#ticket !== undefined && this.exit === undefined)
      this.#endpoint.cancel(this.#ticket, CancelCause.cancelled);
  }

  terminate(): void {
    this.place.terminate();
  }

  kill(): void {
    this.place.kill();
  }

  stop(): void {
    this.terminate();
  }

  /** Calls the listener once after the end. */
  ended(listener: () => void): void {
    void this.#exit.promise().then(listener);
  }

  /** Waits for the end; gives whether it has come. Keeps the program alive meanwhile. */
  async join(options: WaitOptions): Promise<boolean> {
    options.signal?.throwIfAborted();
    if (this.exit !== undefined) return true;
    if (options.timeout !== undefined && options.timeout <= 0) return false;
    try {
      await holding(waitInScope(this.#exit.promise(), options));
    } catch (error) {
      if (!(error instanceof TimeoutError)) throw error;
    }
    return this.exit !== undefined;
  }

  /** Waits for what the function returned or threw. Keeps the program alive meanwhile. */
  async result(options: WaitOptions): Promise<unknown> {
    const outcome = await holding(waitInScope(this.#outcome.promise(), options));
    if (outcome.ok) return outcome.value;
    throw outcome.error;
  }

  #end(exit: WorkerExit): void {
    this.#exit.come(exit);
    this.#endpoint.abandon(this.#loss());
    this.place.ledger.close();
  }

  #loss(): WorkerLostError {
    const { pid, threadId } = this.place;
    const { exitCode = 0, error } = this.exit ?? {};
    return new WorkerLostError(
      `${this.#name} ended ${describeExit(exitCode)} before its function returned`,
      { pid, threadId, exitCode },
      { cause: error },
    );
  }
}

/** "with exit code 1", "by signal 9". */
function describeExit(exitCode: number): string {
  return exitCode < 0 ? `by signal ${-exitCode}` : `with exit code ${exitCode}`;
}

/** Keeps the program alive until the promise has settled. */
async function holding<Value>(promise: Promise<Value>): Promise<Value> {
  hold();
  try {
    return await promise;
  } finally {
    release();
  }
}

/** Something that comes once and can be asked for before and after. */
class Moment<Value> {
  #value: Value | undefined;
  #promise: Promise<Value> | undefined;
  #resolve: ((value: Value) => void) | undefined;

  get value(): Value | undefined {
    return this.#value;
  }

  come(value: Value): void {
    if (this.#value !== undefined) return;
    this.#value = value;
    this.#resolve?.(value);
  }

  promise(): Promise<Value> {
    this.#promise ??=
      this.#value === undefined
        ? new Promise((resolve) => {
            this.#resolve = resolve;
          })
        : Promise.resolve(this.#value);
    return this.#promise;
  }
}
