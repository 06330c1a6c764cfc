import { LocalSpace } from "../../src/memory/local-memory.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { valueStateContract } from "../contracts/value-state.ts";

const space = new LocalSpace();
const local = { here: space.join(), there: space.join() };

valueStateContract("local memory", () => local);

if (memoryMode() === "mapped") {
  // In one thread there is one party; value.test.ts has several threads and processes.
  valueStateContract("mapped memory", () => ({ here: programMemory(), there: programMemory() }));
}
