import { programMemory } from "../memory/program-memory.ts";
import { memoryMode } from "../memory/memory-mode.ts";
import type { LocalMemory } from "../memory/local-memory.ts";
import { perThread } from "../per-thread.ts";
import { addressToText } from "./address.ts";
import { brokerAddress, brokerConnection, type ThreadEnd } from "./client-end.ts";
import { Hub } from "./hub.ts";
import { newWay } from "./new-way.ts";

const current = perThread<{ hub: Hub | undefined }>("broker-hub", () => ({ hub: undefined }));

/**
 * What a thread needs to reach the broker, which is this thread when nobody is it yet; undefined where the program's
 * memory is mapped. `port` is to be transferred; the thread gives it all to `useThreadEnd`.
 */
export function brokerEndForThread(): ThreadEnd | undefined {
  if (memoryMode() === "mapped") return undefined;
  const { near, far } = newWay();
  const address = brokerAddress();
  if (address !== undefined) {
    brokerConnection().join(far);
    return { ...near, address };
  }
  hub().serveThread(far);
  return { ...near, address: hub().address };
}

/** The same for a process: a secret text, for its environment. The process gives it to `useProcessEnd`. */
export function brokerEndForProcess(): string | undefined {
  if (memoryMode() === "mapped") return undefined;
  return addressToText(brokerAddress() ?? hub().address);
}

/** This thread is the broker of its program from now on, if it wasn't before. */
function hub(): Hub {
  if (current.hub === undefined) {
    // In this mode it is local memory; its class may be that of another copy of this package.
    current.hub = new Hub((programMemory() as LocalMemory).space);
  }
  return current.hub;
}
