import type { PendingCall } from "./pending-call.ts";
import type { Reply } from "./reply.ts";

/** A call as it goes to the server. */
export interface RemoteCall {
  /** Which served object; an empty text, on multiplexed lines only: the server itself. */
  readonly ident: string;
  readonly method: string;
  readonly args: readonly unknown[];
  readonly keywords?: Readonly<Record<string, unknown>> | undefined;
}

/** What a request says besides the call, on a multiplexed line. */
export interface LinePlace {
  /** What its answer will say. */
  readonly id: number;
  /** How many answers have been read on the line. */
  readonly read: number;
}

/** What lines need from whoever has them. */
export interface LineHost {
  /** Writes a call down; `place` on a multiplexed line only. */
  write(call: RemoteCall, place?: LinePlace): Uint8Array;
  /** Reads an answer. Throws for what is none. */
  read(bytes: Uint8Array): Reply;
  /** Makes of an answer what the caller gets; throws what it is to get instead. */
  resultOf(reply: Reply): unknown;
  /** A line has broken: all lines are to be closed. `error` says how, and nothing of the server. */
  lost(error: Error): void;
}

/** Settles a call by its answer. */
export function settle(call: PendingCall, reply: Reply, host: LineHost): void {
  let value: unknown;
  try {
    value = host.resultOf(reply);
  } catch (error) {
    return call.reject(error);
  }
  call.resolve(value);
}
