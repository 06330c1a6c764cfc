import { MessageChannel } from "node:worker_threads";
import { flag, type ThreadWay } from "./port-link.ts";

/** Both ends of a new way between a thread and the broker: the thread's own, and that of the broker or its gateway. */
export function newWay(): { readonly near: ThreadWay; readonly far: ThreadWay } {
  const { port1, port2 } = new MessageChannel();
  const words = new SharedArrayBuffer(flag.bytes);
  return { near: { port: port1, flag: words }, far: { port: port2, flag: words } };
}
