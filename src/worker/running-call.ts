import { CancelledError, TimeoutError } from "../errors.ts";
import type { TaskScope } from "../task/scope.ts";
import type { AnswerTo } from "./answer.ts";
import type { Arrival } from "./call-inbox.ts";
import { CancelCause } from "../wire/messages.ts";
import type { Service } from "../wire/service.ts";

/** One call while it runs, as the function itself can see it. */
export class RunningCall implements TaskScope, AnswerTo {
  readonly service: Service;
  readonly ticket: number;
  readonly name: string;
  /** {@link CallFlag}s. */
  readonly flags: number;
  /** When it was taken up, on this thread's clock. */
  readonly startedAt: number;
  #abort: AbortController | undefined;

  constructor(service: Service, arrival: Arrival, startedAt: number) {
    this.service = service;
    this.ticket = arrival.ticket;
    this.name = arrival.target.name;
    this.flags = arrival.request.flags;
    this.startedAt = startedAt;
  }

  // Made when asked for: most functions never look.
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  report(value: unknown): void {
    this.service.report(this.ticket, value);
    this.service.flush();
  }

  cancel(cause: CancelCause): void {
    const reason =
      cause === CancelCause.timeout
        ? new TimeoutError("the call has used up its time", Number.NaN)
        : new CancelledError();
    this.#controller.abort(reason);
  }

  get #controller(): AbortController {
    this.#abort ??= new AbortController();
    return this.#abort;
  }
}
