import { perThread } from "../per-thread.ts";

/** Who a thread is within its process. */
export interface ThreadIdentity {
  readonly name: string;
  readonly daemon: boolean;
}

const state = perThread<{ identity: ThreadIdentity }>("thread-identity", () => ({
  identity: { name: "MainThread", daemon: false },
}));

/** Who this thread is. */
export function threadIdentity(): ThreadIdentity {
  return state.identity;
}

/** For a worker's entry, and for whatever makes it a thread with a name of its own. */
export function setThreadIdentity(changes: Partial<ThreadIdentity>): void {
  state.identity = { ...state.identity, ...changes };
}
