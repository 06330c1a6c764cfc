import { queueKind } from "../../src/channel/queue-state.ts";
import { LocalSpace } from "../../src/memory/local-memory.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { queueContract } from "../contracts/queue.ts";
import { queueIsSafe } from "../contracts/queue-random.ts";

const space = new LocalSpace();
const local = { here: space.join(), there: space.join() };
const fifo = { kind: queueKind, lastFirst: false };

queueContract("local memory", { ...fifo, makeParties: () => local });

if (memoryMode() === "mapped") {
  const makeParties = () => ({ here: programMemory(), there: programMemory() });
  queueContract("mapped memory", { ...fifo, makeParties });
}

queueIsSafe("first in, first out", queueKind, true);
