import { CancelledError, TimeoutError } from "../errors.ts";
import { Scope } from "../task/scope.ts";
import { CancelCause } from "../wire/messages.ts";
import type { CallRequest, Service } from "../wire/service.ts";
import type { AnswerTo } from "./answer.ts";
import type { KnownFunction } from "./function-table.ts";

/** One call in its worker: first it lies in the inbox, then it runs and is what the function can see of itself. */
export class IncomingCall extends Scope implements AnswerTo {
  readonly ticket: number;
  readonly request: CallRequest;
  readonly target: KnownFunction;
  readonly service: Service;
  /** When it was taken up, on this thread's clock. */
  startedAt = 0;

  // oxlint-disable-next-line max-params -- one is made for every call: an options object would be made as often
  constructor(ticket: number, request: CallRequest, target: KnownFunction, service: Service) {
    super();
    this.ticket = ticket;
    this.request = request;
    this.target = target;
    this.service = service;
  }

  get name(): string {
    return this.target.name;
  }

  override report(value: unknown): void {
    this.service.report(this.ticket, value);
    this.service.flush();
  }

  /** Ends it for one of the causes that the caller can have. */
  stop(cause: CancelCause): void {
    this.cancel(
      cause === CancelCause.timeout
        ? new TimeoutError("the call has used up its time", Number.NaN)
        : new CancelledError(),
    );
  }
}
