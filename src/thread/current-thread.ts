import type { ChildMemory } from "../worker/child-memory.ts";
import { threadIdentity } from "../worker/thread-identity.ts";
import { currentLightThread, type LightThread } from "./light-thread.ts";
import { fillThreadSlot, threadSlot } from "./thread-slot.ts";
import { isThread, rebuildThread, Thread } from "./thread.ts";

/**
 * The thread that runs this: in a Thread the very instance whose `run()` was called, in the main thread one named
 * "MainThread", in a pool's worker one with the worker's name.
 *
 * @example
 *     console.log(currentThread().name);
 */
export function currentThread(): Thread {
  const light = currentLightThread();
  if (light !== undefined) return instanceOf(light);
  const known = threadSlot();
  if (isThread(known)) return known;
  const { name, daemon } = threadIdentity();
  const made = standIn({ name, daemon, numbers: [], target: undefined, args: [], id: undefined });
  fillThreadSlot(made);
  return made;
}

function instanceOf(light: LightThread): Thread {
  if (isThread(light.instance)) return light.instance;
  const { ident, number } = light;
  const made = standIn({
    name: light.threadName,
    daemon: light.manner.daemon,
    numbers: [number],
    target: undefined,
    args: [],
    id: ident,
  });
  light.instance = made;
  return made;
}

/** An instance for a thread whose own one is elsewhere, or was never made. */
export function standIn(memory: ChildMemory): Thread {
  return rebuildThread(Thread, memory, {});
}
