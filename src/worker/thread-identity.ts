/** Who a thread is within its process. */
export interface ThreadIdentity {
  readonly name: string;
  readonly daemon: boolean;
}

let identity: ThreadIdentity = { name: "MainThread", daemon: false };

/** Who this thread is. */
export function threadIdentity(): ThreadIdentity {
  return identity;
}

/** For a worker's entry, and for whatever makes it a thread with a name of its own. */
export function setThreadIdentity(changes: Partial<ThreadIdentity>): void {
  identity = { ...identity, ...changes };
}
