import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { doctorLines } from "../../src/cli/doctor-report.ts";
import { createProgram } from "../../src/cli/program.ts";
import type { MemoryReport } from "../../src/index.ts";
import { memoryMode } from "../../src/memory/memory-mode.ts";
import { Lock } from "../../src/sync/lock.ts";
import { main, project, Running } from "./command-line.ts";

const report: MemoryReport = {
  threads: [
    { pid: 12, threadId: 0, alive: true, waits: [{ object: "lock 'knife'", since: 20 }] },
    { pid: 12, threadId: 3, alive: false, waits: [] },
  ],
  objects: [
    {
      id: "lock 'knife'",
      kind: "lock",
      name: "knife",
      bytes: 196,
      holder: "thread 1 of process 13",
      abandoned: false,
    },
    {
      id: "rlock 0.64.1",
      kind: "rlock",
      name: undefined,
      bytes: 200,
      holder: undefined,
      abandoned: true,
    },
  ],
  deadlocks: [],
};

describe("skein doctor", () => {
  test("words a report for people", () => {
    assert.equal(
      doctorLines(report),
      `2 threads
  process 12, main thread
    waits for lock 'knife', 20 ms
  process 12, thread 3 (dead)
2 shared objects
  lock 'knife', 196 bytes, held by thread 1 of process 13
  rlock 0.64.1, 200 bytes, held by somebody who has died: the next one recovers it
no deadlock
`,
    );
  });

  test("shows what a running program holds", { skip: memoryMode() !== "mapped" }, async () => {
    using lock = new Lock({ name: "for the doctor" });
    using guard = await lock.acquire();
    const shown: string[] = [];
    const program = createProgram(async () => {}, { write: (text) => shown.push(text) });
    await program.parseAsync(["node", "skein", "doctor", String(process.pid)]);
    assert.match(
      shown.join(""),
      new RegExp(`lock 'for the doctor'.*held by process ${process.pid}`),
    );
    await program.parseAsync(["node", "skein", "doctor", "--json", String(process.pid)]);
    const { objects } = JSON.parse(shown.at(-1) ?? "") as MemoryReport;
    assert.ok(objects.some(({ name }) => name === "for the doctor"));
    assert.equal(guard.recovered, false);
  });

  test("looks into another program from outside", { skip: memoryMode() !== "mapped" }, async () => {
    using lock = new Lock({ name: "seen by the doctor" });
    using guard = await lock.acquire();
    const command = [process.execPath, main, "doctor", String(process.pid)];
    const { status, stdout } = await new Running(project({}, { tsx: false }), command).ended;
    assert.equal(status, 0);
    assert.match(stdout, /lock 'seen by the doctor'.*held by process/);
    assert.equal(guard.recovered, false);
  });

  for (const [what, argument, message] of [
    ["a process that is gone", "1073741824", /there is no process 1073741824/],
    ["what is no pid", "server", /number of a process/],
  ] as const) {
    test(`refuses ${what}`, async () => {
      const errors: string[] = [];
      const program = createProgram(async () => {});
      for (const command of [program, ...program.commands])
        command.configureOutput({ writeErr: (text) => errors.push(text) });
      await assert.rejects(program.parseAsync(["node", "skein", "doctor", argument]));
      assert.match(errors.join(""), message);
    });
  }
});
