import { spawnSync } from "node:child_process";

const version = spawnSync("python3", ["-c", "import multiprocessing.shared_memory"]);

/** Why there can be no test with Python, or false. */
export const noPython: string | false =
  version.status === 0 ? false : "there is no python3 with multiprocessing.shared_memory";

/** Python before 3.13 would remove at its end what it has only opened. */
const prelude = `
import json, sys
from multiprocessing import resource_tracker
from multiprocessing.shared_memory import SharedMemory, ShareableList
def leave(memory): resource_tracker.unregister(memory._name, "shared_memory")
name = sys.argv[1]
`;

/** Runs a program in Python on the shared memory \`name\`; gives what it prints, parsed as JSON. */
export function runPython(program: string, name: string): unknown {
  const { status, stdout, stderr } = spawnSync("python3", ["-c", prelude + program, name], {
    encoding: "utf8",
  });
  if (status !== 0 || stderr !== "") throw new Error(`python3 ended with ${status}: ${stderr}`);
  return stdout === "" ? undefined : JSON.parse(stdout);
}
