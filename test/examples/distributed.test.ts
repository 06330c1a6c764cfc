import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { folder, linesOf } from "./program-lines.ts";

const python = findPython();
const scripts = fileURLToPath(new URL("../../../examples/python/", import.meta.url));

/** The same programs in both languages. */
const masters = {
  TypeScript: [process.execPath, `${folder}35-task-master.js`],
  Python: [python ?? "", "-B", `${scripts}task_master.py`],
} as const;
const workers = {
  TypeScript: [process.execPath, `${folder}36-task-worker.js`],
  Python: [python ?? "", "-B", `${scripts}task_worker.py`],
} as const;
const languages = ["TypeScript", "Python"] as const;

describe("examples of managers", () => {
  it("33: a process appends to the list of a manager", async () => {
    assert.deepEqual(await linesOf("33-manager-list"), ["[]", "[ 111 ]"]);
  });

  it("34: a writer and a reader in a pool share a manager's queue and lock", async () => {
    const values = ["A", "B", "C", "D"];
    assert.deepEqual(await linesOf("34-manager-queue-and-lock"), [
      ...values.map((value) => `Put ${value} to queue...`),
      ...values.map((value) => `Get ${value} from queue.`),
      "All data has been written and read: 4 values.",
    ]);
  });

  for (const master of languages) {
    for (const worker of languages) {
      const skip = master + worker === "TypeScriptTypeScript" ? false : noPython();
      it(`35, 36: a master in ${master} with a worker in ${worker}`, { skip }, async () => {
        await distribute(masters[master], workers[worker]);
      });
    }
  }

  it("37: workers in two languages, one of them killed", { skip: noPython() }, async () => {
    const lines = await linesOf("37-polyglot");
    assert.deepEqual(lines, [
      "killed a worker after 1000 results",
      "2000 results of 4 workers, 0 of them wrong",
    ]);
  });
});

type Command = readonly [string, ...string[]];

async function distribute(master: Command, worker: Command): Promise<void> {
  const serving = start(master, ["127.0.0.1:0"]);
  const first = await serving.next();
  const address = /^Serving at (?:tcp:\/\/)?(\S+:\d+)$/.exec(first)?.[1];
  assert.ok(address !== undefined, first);
  const working = start(worker, [address, "0"]);
  const found = await serving.rest();
  const done = await working.rest();

  const tasks = found.slice(0, 10).map((line) => /^Put task (\d+)\.\.\.$/.exec(line)?.[1]);
  assert.ok(
    tasks.every((task) => task !== undefined),
    found.join("\n"),
  );
  assert.deepEqual(found.slice(10), [
    "Try get results...",
    ...tasks.map((task) => `Result: ${task} * ${task} = ${Number(task) ** 2}`),
    "master exit.",
  ]);
  assert.deepEqual(done.slice(1), [
    ...tasks.map((task) => `run task ${task} * ${task}...`),
    "worker exit.",
  ]);
}

interface Program {
  next(): Promise<string>;
  rest(): Promise<string[]>;
}

function start([command, ...args]: Command, more: readonly string[]): Program {
  const child = spawn(command, [...args, ...more], { stdio: ["ignore", "pipe", "pipe"] });
  let errors = "";
  child.stderr.on("data", (piece) => (errors += String(piece)));
  const exit = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async next() {
      const line = await lines.next();
      assert.ok(line.done !== true, errors);
      return line.value;
    },
    async rest() {
      const found: string[] = [];
      for await (const line of { [Symbol.asyncIterator]: () => lines }) found.push(line);
      assert.deepEqual([await exit, errors], [[0, null], ""]);
      return found;
    },
  };
}

function findPython(): string | undefined {
  try {
    return execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
      encoding: "utf8",
    }).trim();
  } catch {
    return undefined;
  }
}

function noPython(): string | false {
  return python === undefined ? "there is no python3" : false;
}
