import { LocalSpace } from "../../src/memory/local-memory.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { heapContract } from "../contracts/heap.ts";

const space = new LocalSpace();
const local = { here: space.join(), there: space.join() };

heapContract("local memory", () => local);

if (memoryMode() === "mapped")
  heapContract("mapped memory", () => ({ here: programMemory(), there: programMemory() }));
