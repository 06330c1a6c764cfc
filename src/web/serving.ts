import { perThread } from "../per-thread.ts";

const state = perThread("web-serving", () => ({ serving: false }));

/** Whether this thread has begun to accept connections for a server. */
export function serving(): boolean {
  return state.serving;
}

/** From now on it does. */
export function beginServing(): void {
  state.serving = true;
}
