import { lifoKind, priorityKind } from "../../src/channel/heap-kinds.ts";
import { queueKind } from "../../src/channel/queue-state.ts";
import { LocalSpace } from "../../src/memory/local-memory.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { queueIsSafe } from "../contracts/queue-random.ts";
import { sharedQueueContract } from "../contracts/shared-queue.ts";

const space = new LocalSpace();
const local = { here: space.join(), there: space.join() };
const cases = [
  { name: "first in, first out", kind: queueKind, lastFirst: false },
  { name: "last in, first out", kind: lifoKind, lastFirst: true },
  { name: "by priority", kind: priorityKind, lastFirst: false },
];

for (const { name, kind, lastFirst } of cases) {
  sharedQueueContract(`local memory, ${name}`, { kind, lastFirst, makeParties: () => local });
  queueIsSafe(name, kind, !lastFirst);
  if (memoryMode() !== "mapped") continue;
  const makeParties = () => ({ here: programMemory(), there: programMemory() });
  sharedQueueContract(`mapped memory, ${name}`, { kind, lastFirst, makeParties });
}
