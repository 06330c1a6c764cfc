import {
  defineManager,
  ServedBarrier,
  ServedCondition,
  ServedDict,
  ServedEvent,
  ServedList,
  ServedLock,
  ServedNamespace,
  ServedQueue,
  ServedRLock,
  ServedSemaphore,
  ServedSet,
  single,
  type ManagerServer,
  type ServeOptions,
} from "../manager.ts";
import type { ServedKindName, ServedName } from "./served-names.ts";

/** A server as the command needs it. */
export type ObjectServer = Pick<ManagerServer, "address" | "serveForever" | "shutdown">;

/** How an object of each kind is made: Python's own, since it keeps what Python tells apart, such as 2 and 2.0. */
const makers: Readonly<Record<ServedKindName, (size: number | undefined) => object>> = {
  queue: (size) => new ServedQueue(size ?? 0),
  list: () => new ServedList(),
  dict: () => new ServedDict(),
  set: () => new ServedSet(),
  namespace: () => new ServedNamespace(),
  lock: () => new ServedLock(),
  rlock: () => new ServedRLock(),
  semaphore: (size) => new ServedSemaphore(size ?? 1),
  event: () => new ServedEvent(),
  condition: () => new ServedCondition(),
  barrier: (size) => new ServedBarrier(size),
};

/** Serves one object under each name, in this event loop. */
export function serveObjects(
  served: readonly ServedName[],
  options: ServeOptions,
): Promise<ObjectServer> {
  const entries = served.map(({ kind, name, size }) => {
    return [name, single(() => makers[kind](size))] as const;
  });
  return defineManager(Object.fromEntries(entries)).serve(options);
}
