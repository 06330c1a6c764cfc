import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { collectServed } from "../../src/cli/served-names.ts";
import { defineManager, remote, type DictProxy } from "../../src/manager.ts";
import type { Queue } from "../../src/task.ts";
import { main, project, Running, until } from "./command-line.ts";

const Tasks = defineManager({
  get_task_queue: remote<Queue<number>>(),
  get_result_queue: remote<Queue<number>>(),
  table: remote<DictProxy<string, number>>(),
});

const begun: Running[] = [];

describe("skein manager", () => {
  afterEach(() => {
    // A test that fails must not leave a server behind.
    for (const { child } of begun.splice(0)) child.kill("SIGKILL");
  });

  test("serves one object under each name, to all who prove the key", async () => {
    const directory = project({ key: "abc\n" }, { tsx: false });
    const socket = join(directory, "tasks.sock");
    const running = begin(directory, [
      "--listen",
      `unix:${socket}`,
      "--authkey-file",
      "key",
      "--serve",
      "queue:get_task_queue:1",
      "--serve",
      "dict:table",
    ]);
    await until(() => running.stderr.includes("table()"));
    assert.equal(
      running.stderr,
      `Serving at unix:${socket}; Ctrl-C ends it.\n  get_task_queue()  a queue\n  table()  a dict\n`,
    );
    {
      await using one = await Tasks.connect({ address: socket, authkey: "abc" });
      await using other = await Tasks.connect({ address: socket, authkey: "abc" });
      const queue = await one.get_task_queue();
      await queue.put(7);
      assert.equal(await queue.full(), true);
      assert.equal(await (await other.get_task_queue()).get(), 7);
      const table = await other.table();
      await table.set("a", 1);
      assert.deepEqual(await (await one.table()).getValue(), new Map([["a", 1]]));
    }
    await assert.rejects(Tasks.connect({ address: socket, authkey: "abd" }), {
      code: "ERR_SKEIN_AUTHENTICATION",
    });
    running.signalGroup("SIGINT");
    const { status, stdout } = await running.ended;
    assert.deepEqual([status, stdout], [0, ""]);
    assert.equal(existsSync(socket), false);
  });

  test("serves a queue of tasks and one of results when nothing is named, with the key of the environment", async () => {
    const directory = project({}, { tsx: false });
    const running = begin(directory, ["--listen", "127.0.0.1:0"], { SKEIN_AUTHKEY: "abc" });
    await until(() => running.stderr.includes("get_result_queue()"));
    const address = /Serving at (\S+);/.exec(running.stderr)?.[1] ?? "";
    await using manager = await Tasks.connect({ address, authkey: "abc" });
    const results = await manager.get_result_queue();
    await results.put(1);
    assert.equal(await (await manager.get_result_queue()).get(), 1);
    running.signalGroup("SIGTERM");
    assert.equal((await running.ended).status, 0);
  });

  test("says what is missing or wrong, and serves nothing", async () => {
    const directory = project({ key: "abc" }, { tsx: false });
    writeFileSync(join(directory, "file.sock"), "");
    const key = ["--authkey-file", "key"];
    const cases: readonly (readonly [string[], RegExp])[] = [
      [[], /set SKEIN_AUTHKEY, or name a file with --authkey-file/],
      [["--authkey", "abc"], /anyone on this machine can read .* set SKEIN_AUTHKEY to the key/],
      [[...key, "--listen", "nonsense"], /"nonsense" is no address/],
      [[...key, "--listen", "unix:missing/tasks.sock"], /missing/],
      [[...key, "--serve", "heap:tasks"], /Write KIND:NAME, where KIND is one of queue, list/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr, stdout } = await begin(directory, args).ended;
      assert.equal(status, 255, stderr);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    }
  });

  test("reads what is served", () => {
    assert.deepEqual(collectServed("queue:tasks:10", collectServed("lock:only_one")), [
      { kind: "lock", name: "only_one", size: undefined },
      { kind: "queue", name: "tasks", size: 10 },
    ]);
    const refused: readonly (readonly [string, RegExp])[] = [
      ["queue", /queue:NAME/],
      ["queue:a-b", /letters, digits/],
      ["queue:a:b", /whole number/],
      ["queue:a:1:2", /whole number/],
      ["dict:a:1", /has no size/],
      ["barrier:gate", /barrier:gate:4/],
      ["constructor:a", /KIND is one of/],
    ];
    for (const [text, message] of refused)
      assert.throws(() => collectServed(text), { message }, text);
    assert.throws(() => collectServed("lock:a", collectServed("queue:a")), /is served already/);
  });
});

function begin(
  directory: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = { SKEIN_AUTHKEY: "" },
): Running {
  const set = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const command = ["env", ...set, process.execPath, main, "manager", ...args];
  const running = new Running(directory, command);
  begun.push(running);
  return running;
}
