import type { LineHost, RemoteCall } from "./line.ts";
import type { Lines } from "./lines.ts";
import { MultiplexedLine } from "./multiplexed-line.ts";
import { PendingCall, type CallPolicy } from "./pending-call.ts";
import type { OpenLine } from "./ordered-lines.ts";
import type { Session } from "./session.ts";
import { OWNER } from "./wire-kinds.ts";

/** One connection to a server of Skein, for everything. */
export class MultiplexedLines implements Lines {
  readonly #open: OpenLine;
  readonly #host: LineHost;
  #line: MultiplexedLine | undefined;

  constructor(open: OpenLine, host: LineHost) {
    this.#open = open;
    this.#host = host;
  }

  call(call: RemoteCall, policy: CallPolicy): Promise<unknown> {
    const line = this.#usable();
    return PendingCall.start(policy, (pending) => line.send(call, pending));
  }

  callIn(session: Session, call: RemoteCall, policy: CallPolicy): Promise<unknown> {
    return this.call({ ...call, keywords: { ...call.keywords, [OWNER]: session.name } }, policy);
  }

  endSession(): void {
    // A session is only a name here.
  }

  close(reason: Error): void {
    this.#line?.close(reason);
  }

  /** A line that could never be opened is replaced by another one. */
  #usable(): MultiplexedLine {
    if (this.#line === undefined || this.#line.isOver)
      this.#line = new MultiplexedLine(this.#open(), this.#host);
    return this.#line;
  }
}
