import { LocalSpace } from "../../src/memory/local-memory.ts";
import { memoryContract } from "../contracts/memory.ts";

const space = new LocalSpace();
const party = space.join();

memoryContract("local memory", () => party);
