import type { Connection } from "../connection/connection.ts";
import type { LineHost, RemoteCall } from "./line.ts";
import type { Lines } from "./lines.ts";
import { OrderedLine } from "./ordered-line.ts";
import { PendingCall, type CallPolicy } from "./pending-call.ts";
import type { Session } from "./session.ts";

/** Opens a connection that serves calls. */
export type OpenLine = () => Promise<Connection>;

/** How many connections are kept for the next call that blocks. */
const mostIdle = 8;

/** What says how requests are sent to such a server. */
export interface OrderedOptions {
  /** How many requests may be out on one connection before the answers of earlier ones have come. */
  readonly ahead: number;
}

/**
 * The connections to a server as CPython's, which serves one request after the other on each. Calls that answer at once
 * share one and may follow each other without waiting; a call that blocks has one to itself, and so has a session.
 *
 * A call that was abandoned keeps its connection until the answer comes, rather than closing it: CPython's server would
 * take the item for the closed connection all the same, and it would be lost.
 */
export class OrderedLines implements Lines {
  readonly #open: OpenLine;
  readonly #host: LineHost;
  readonly #idle: OrderedLine[] = [];
  readonly #all = new Set<OrderedLine>();
  readonly #ahead: number;
  #main: OrderedLine | undefined;

  constructor(open: OpenLine, host: LineHost, { ahead }: OrderedOptions) {
    this.#open = open;
    this.#host = host;
    this.#ahead = ahead;
  }

  call(call: RemoteCall, policy: CallPolicy): Promise<unknown> {
    if (policy.blocking === true) return this.#callAlone(call, policy);
    const line = this.#usable(this.#main) ?? this.#create();
    this.#main = line;
    return PendingCall.start(policy, (pending) => line.send(call, pending));
  }

  callIn(session: Session, call: RemoteCall, policy: CallPolicy): Promise<unknown> {
    const line = this.#usable(session.line) ?? this.#take();
    session.line = line;
    return PendingCall.start(policy, (pending) => line.send(call, pending));
  }

  endSession(session: Session): void {
    const { line } = session;
    session.line = undefined;
    line?.whenIdle(() => this.#keep(line));
  }

  close(reason: Error): void {
    for (const line of this.#all) line.close(reason);
    this.#all.clear();
    this.#idle.length = 0;
  }

  #callAlone(call: RemoteCall, policy: CallPolicy): Promise<unknown> {
    const line = this.#take();
    try {
      return PendingCall.start(policy, (pending) => line.send(call, pending));
    } finally {
      line.whenIdle(() => this.#keep(line));
    }
  }

  /** A line that could never be opened is replaced by another one. */
  #usable(line: OrderedLine | undefined): OrderedLine | undefined {
    if (line?.isOver !== true) return line;
    this.#all.delete(line);
    return undefined;
  }

  #take(): OrderedLine {
    return this.#usable(this.#idle.pop()) ?? this.#create();
  }

  #create(): OrderedLine {
    const line = new OrderedLine(this.#open(), this.#host, this.#ahead);
    this.#all.add(line);
    return line;
  }

  /** Keeps a line that has nothing to do for the next one. */
  #keep(line: OrderedLine): void {
    if (line.isOver) {
      this.#all.delete(line);
    } else if (this.#idle.length < mostIdle) {
      this.#idle.push(line);
    } else {
      this.#all.delete(line);
      line.close(new Error("the connection is spare"));
    }
  }
}
