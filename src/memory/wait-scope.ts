import { perThread } from "../per-thread.ts";

/** What is running, as far as waits are concerned: it may be told to stop waiting. */
export interface WaitScope {
  /** A wait begins. Throws when it must not. */
  enter(wait: Interruptible): void;
  /** It has ended by itself. */
  leave(wait: Interruptible): void;
}

/** A wait that can be ended from outside. */
export interface Interruptible {
  interrupt(reason: unknown): void;
}

const state = perThread<{ find: () => WaitScope | undefined }>("wait-scope", () => ({
  find: () => undefined,
}));

/** From now on the waits of this thread belong to what `find` gives when they begin. */
export function findWaitScopesBy(find: () => WaitScope | undefined): void {
  state.find = find;
}

/** What a wait that begins now belongs to. */
export function currentWaitScope(): WaitScope | undefined {
  return state.find();
}
