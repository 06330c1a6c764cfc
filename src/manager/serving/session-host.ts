import type { ControlHost } from "./control-desk.ts";
import type { ManagedObject } from "./managed-object.ts";
import type { Replies } from "./replies.ts";
import type { Globals } from "./proxy-reference.ts";

/** How a connection is served: by one request after the other, as Python's clients want it, or by many at a time. */
export type SessionMode = "ordered" | "multiplexed";

/** What a session needs of the server. */
export interface SessionHost extends ControlHost {
  readonly replies: Replies;
  readonly globals: Globals;
  /** Undefined when there is no such object. */
  find(ident: string): ManagedObject | undefined;
  /** Serves what a method has returned, under a name of its own, and counts it. */
  serveResult(typeid: string, value: unknown): ServedResult;
}

/** What a method has returned that stays on the server. */
export interface ServedResult {
  readonly ident: string;
  /** The value of the `#PROXY` answer. */
  readonly answer: unknown;
}
