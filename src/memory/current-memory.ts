import { perThread } from "../per-thread.ts";
import type { Memory } from "./memory.ts";

/** The memory that this thread shares, once it shares any; a file of its own, since most programs never load more. */
export const current: { memory: Memory | undefined } = perThread("memory", () => ({
  memory: undefined,
}));

/** To be called when a thread or process of the program has ended: whoever waits for something it held should look. */
export function announceDeath(): void {
  // Who has never shared anything leaves it to the others, who look by themselves now and then.
  current.memory?.announceDeath();
}
