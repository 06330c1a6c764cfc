import { CancelledError, TimeoutError } from "../errors.ts";
import type { TaskScope } from "../task/scope.ts";
import { CancelCause } from "../wire/messages.ts";
import type { CallRequest, Service } from "../wire/service.ts";
import type { AnswerTo } from "./answer.ts";
import type { KnownFunction } from "./function-table.ts";

/** One call in its worker: first it lies in the inbox, then it runs and is what the function can see of itself. */
export class IncomingCall implements TaskScope, AnswerTo {
  readonly ticket: number;
  readonly request: CallRequest;
  readonly target: KnownFunction;
  readonly service: Service;
  /** When it was taken up, on this thread's clock. */
  startedAt = 0;
  #abort: AbortController | undefined = undefined;

  // oxlint-disable-next-line max-params -- one is made for every call: an options object would be made as often
  constructor(ticket: number, request: CallRequest, target: KnownFunction, service: Service) {
    this.ticket = ticket;
    this.request = request;
    this.target = target;
    this.service = service;
  }

  get name(): string {
    return this.target.name;
  }

  // Made when asked for: most functions never look.
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get isCancelled(): boolean {
    return this.#abort?.signal.aborted === true;
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
