import { LocalSpace } from "../../src/memory/local-memory.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { programMemory } from "../../src/memory/program-memory.ts";
import { ringContract } from "../contracts/ring.ts";

const space = new LocalSpace();
const local = { here: space.join(), there: space.join() };

ringContract("local memory", () => local);

if (memoryMode() === "mapped") {
  ringContract("mapped memory", () => ({ here: programMemory(), there: programMemory() }));
}
