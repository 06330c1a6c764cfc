import { isMainThread } from "node:worker_threads";
import { MisuseError } from "../errors.ts";
import { perThread } from "../per-thread.ts";

interface BlockingState {
  allowed: boolean;
  told: (() => void) | undefined;
}

const state = perThread<BlockingState>("blocking", () => ({
  allowed: !isMainThread,
  told: undefined,
}));

/** From now on this thread may block: its event loop has nothing to do but what runs in it. For the entries of workers. */
export function allowBlocking(): void {
  state.allowed = true;
}

/** Calls `told` whenever something here is about to block. */
export function onBlock(told: () => void): void {
  state.told = told;
}

/**
 * Throws MisuseError on the main thread of a program, whose event loop must not stand still. `what` is the call, as in
 * `lock.acquireSync()`; `instead`, what to write.
 */
export function assertMayBlock(what: string, instead: string): void {
  if (!state.allowed) {
    throw new MisuseError(
      `${what} would block the event loop of the main thread; write ${instead} here, or call it in a worker`,
    );
  }
  state.told?.();
}
