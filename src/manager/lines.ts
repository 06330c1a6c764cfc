import type { RemoteCall } from "./line.ts";
import type { CallPolicy } from "./pending-call.ts";
import type { Session } from "./session.ts";

/** The connections to one server, for calls of its objects: how many there are and who has which is theirs to know. */
export interface Lines {
  /** Makes a call. Those that don't block take effect in the order in which they were begun. */
  call(call: RemoteCall, policy: CallPolicy): Promise<unknown>;
  /** Makes a call on behalf of a session, which owns what it takes. */
  callIn(session: Session, call: RemoteCall, policy: CallPolicy): Promise<unknown>;
  /** A session owns nothing any more. */
  endSession(session: Session): void;
  /** Ends all connections; calls that are under way reject with `reason`. */
  close(reason: Error): void;
}
