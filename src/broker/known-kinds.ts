import { MisuseError } from "../errors.ts";
import { perThread } from "../per-thread.ts";
import type { SharedKind } from "../sync/shared-object.ts";

/** A kind of shared object, of whatever state. */
export type AnyKind = SharedKind<object, unknown>;

/** Where each kind is, by its name; loaded when the first object of the kind is made or opened by a client. */
const sources = new Map<string, () => Promise<AnyKind>>([
  ["Barrier", async () => (await import("../sync/barrier-state.ts")).barrierKind],
  ["Condition", async () => (await import("../sync/condition-state.ts")).conditionKind],
  ["Event", async () => (await import("../sync/event-state.ts")).eventKind],
  ["Lock", async () => (await import("../sync/lock-state.ts")).lockKind],
  ["LifoQueue", async () => (await import("../channel/heap-kinds.ts")).lifoKind],
  ["Pipe", async () => (await import("../channel/pipe-state.ts")).pipeKind],
  ["PriorityQueue", async () => (await import("../channel/heap-kinds.ts")).priorityKind],
  ["Queue", async () => (await import("../channel/queue-state.ts")).queueKind],
  ["RLock", async () => (await import("../sync/rlock-state.ts")).rlockKind],
  ["Semaphore", async () => (await import("../sync/semaphore-state.ts")).semaphoreKind],
  ["SharedArray", async () => (await import("../sync/shared-array-state.ts")).sharedArrayKind],
  ["Value", async () => (await import("../sync/value-state.ts")).valueKind],
]);

const known = perThread("broker-kinds", () => new Map<string, AnyKind>());

/** Lets the broker of this thread keep objects of a further kind, whichever thread makes them. */
export function addKind<State extends object, Settings>(kind: SharedKind<State, Settings>): void {
  known.set(kind.name, kind);
}

/** The kind of this name. Rejects with MisuseError when there is none. */
export async function kindNamed(name: string): Promise<AnyKind> {
  const kind = known.get(name) ?? (await sources.get(name)?.());
  if (kind === undefined)
    throw new MisuseError(`the broker knows no kind of object called '${name}'`);
  known.set(name, kind);
  return kind;
}
