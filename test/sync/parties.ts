import { LocalSpace, type LocalMemory } from "../../src/memory/local-memory.ts";
import type { BlockReference } from "../../src/memory/memory.ts";
import type { SharedKind } from "../../src/sync/shared-object.ts";

/** A thread, as far as one event loop can have several, and what it sees of one object. */
export interface Party<State> {
  readonly memory: LocalMemory;
  readonly state: State;
}

/** Makes one shared object, and gives what lets parties join in. The slots of the dead are given to newcomers. */
export function partiesAt<State extends object, Settings>(
  kind: SharedKind<State, Settings>,
  settings: Settings,
): () => Party<State> {
  const space = new LocalSpace();
  // Keeps the object when all others are dead.
  const keeper = space.join();
  const block = keeper.allocate({ kind: kind.code, bytes: kind.bytes(settings) });
  kind.prepare(block, settings);
  const reference: BlockReference = block.reference;
  return () => {
    // A test that fails shall not be kept from ending by the waits of its parties.
    const memory = space.join(false);
    const opened = memory.open(reference);
    // A latch that was recovered is left as one that is waited for, which elsewhere can't happen in local memory.
    opened.wakeOn = () => {};
    return { memory, state: kind.open(opened) };
  };
}

/** Lets so many turns of the microtask queue pass: everybody who was woken has looked. */
export async function turnsOf(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await Promise.resolve();
}
