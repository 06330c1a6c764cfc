import type { Connection } from "../connection/connection.ts";
import type { LineHost, RemoteCall } from "./line.ts";
import type { Lines } from "./lines.ts";
import { MultiplexedLine } from "./multiplexed-line.ts";
import { PendingCall, type CallPolicy } from "./pending-call.ts";
import type { Session } from "./session.ts";
import { OWNER } from "./wire-kinds.ts";

/** One connection to a server of Skein, for everything: also for what goes to the server itself. */
export class MultiplexedLines implements Lines {
  readonly #line: MultiplexedLine;

  constructor(connection: Connection, host: LineHost) {
    this.#line = new MultiplexedLine(connection, host);
  }

  call(call: RemoteCall, policy: CallPolicy): Promise<unknown> {
    return PendingCall.start(policy, (pending) => this.#line.send(call, pending));
  }

  callIn(session: Session, call: RemoteCall, policy: CallPolicy): Promise<unknown> {
    return this.call({ ...call, keywords: { ...call.keywords, [OWNER]: session.name } }, policy);
  }

  endSession(): void {
    // A session is only a name here.
  }

  close(reason: Error): void {
    this.#line.close(reason);
  }
}
