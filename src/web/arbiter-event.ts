import type { Deferred } from "../task/deferred.ts";
import type { WorkerExit } from "../worker/backend.ts";
import type { Member } from "./member.ts";

/** Everything that can happen to an arbiter. Whoever lets it happen only enqueues it. */
export type ArbiterEvent =
  | { readonly kind: "said"; readonly member: Member; readonly word: string }
  | { readonly kind: "failed"; readonly member: Member; readonly error: unknown }
  | { readonly kind: "ended"; readonly member: Member; readonly exit: WorkerExit }
  /** So many workers more, or fewer. */
  | { readonly kind: "resize"; readonly by: number }
  | { readonly kind: "scale"; readonly to: number }
  /** New workers with the code as it is now. `hasty`: the old ones don't wait for idle connections. */
  | { readonly kind: "reload"; readonly hasty: boolean; readonly settle?: Deferred<void> }
  /** Finish and end. */
  | { readonly kind: "drain" }
  /** End at once; the second time, kill. */
  | { readonly kind: "quit" }
  /** The grace of a worker is over. */
  | { readonly kind: "overdue"; readonly member: Member; readonly grace: number }
  /** Time to look at the heartbeats. */
  | { readonly kind: "tick" }
  /** Something may be possible now that wasn't before. */
  | { readonly kind: "look" };
