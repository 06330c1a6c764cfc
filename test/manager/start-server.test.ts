import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { connect } from "../../src/connection/client.ts";
import { MisuseError, NotSendableError } from "../../src/errors.ts";
import { serveHere, startServer } from "../../src/manager/start-server.ts";
import { syncTypes } from "../../src/manager/sync-types.ts";
import { Queue } from "../../src/task/local-queue.ts";
import { projectRoot } from "../architecture/house.ts";
import { noPython } from "./python-server.ts";
import { python, until, whereOf } from "./serving.ts";

const options = { skip: noPython, timeout: 60_000 };

for (const where of ["process", "thread"] as const) {
  test(
    `a server in its own ${where} makes objects with the functions that travelled there`,
    options,
    async () => {
      const base = 40;
      const server = await startServer(
        {
          ...syncTypes,
          items: { create: () => new Queue<number>(), single: true },
          sums: () => ({ add: (amount: number) => base + amount }),
        },
        { in: where, authkey: "abc" },
      );
      assert.equal(server.pid === process.pid, where === "thread");
      const code = `
m.items().put(7)
print(m.items().get(timeout=5), m.sums().add(2), m.list([1]))`;
      const lines = await python({ socketAddress: server.address }, code, ["items", "sums"]);
      assert.deepEqual(lines, ["7 42 [1]"]);
      await server.shutdown();
      assert.equal(existsSync(whereOf(server.address)), false);
    },
  );

  test(`what keeps a server in a ${where} from starting is told`, async () => {
    const first = await startServer(syncTypes, { in: where, address: "127.0.0.1:0" });
    await assert.rejects(startServer(syncTypes, { in: where, address: first.address }), /in use/);
    await first.shutdown();
  });

  test(
    `whoever joins a server in a ${where} goes on when a client has ended it`,
    options,
    async () => {
      const server = await startServer(syncTypes, {
        in: where,
        authkey: "abc",
        allowShutdown: true,
      });
      const joined = server.join();
      await python(
        { socketAddress: server.address },
        `c = raw(); c.send((None, "shutdown", (), {})); c.recv()`,
      );
      await joined;
      await assert.rejects(connect(server.address, { authkey: "abc" }));
    },
  );
}

test("a server ends with its parent, even when that is killed", { timeout: 60_000 }, async () => {
  const path = fileURLToPath(new URL("../../src/manager/", import.meta.url));
  const program = `
    import { startServer } from ${JSON.stringify(`${path}start-server.js`)};
    import { syncTypes } from ${JSON.stringify(`${path}sync-types.js`)};
    const server = await startServer(syncTypes);
    console.log(JSON.stringify([server.pid, server.address.path]));
    setInterval(() => {}, 1000);`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(createInterface(parent.stdout), "line")) as [string];
  const [pid, socket] = JSON.parse(line) as [number, string];
  parent.kill("SIGKILL");
  await once(parent, "exit");
  await until(
    () => !existsSync(`/proc/${pid}`) || readFileSync(`/proc/${pid}/stat`, "utf8").includes(") Z "),
  );
  await until(() => !existsSync(socket));
});

test("workprocess.py of the seeds works for a master in TypeScript", options, async () => {
  const tasks = new Queue<number>();
  const results = new Queue<string>();
  await using server = await serveHere(
    {
      get_task_queue: { create: () => tasks, single: true },
      get_result_queue: { create: () => results, single: true },
    },
    { address: "127.0.0.1:0", authkey: "abc" },
  );
  const port = server.socketAddress.kind === "tcp" ? server.socketAddress.port : 0;
  const original = join(projectRoot(import.meta.dirname), "test/manager/programs/workprocess.py");
  const folder = mkdtempSync(join(tmpdir(), "skein-test-"));
  const program = join(folder, "workprocess.py");
  // A test has no fixed port, and no seconds to wait.
  const source = readFileSync(original, "utf8")
    .replace("5000", String(port))
    .replace("time.sleep(1)", "time.sleep(0)");
  writeFileSync(program, source.replace("range(10)", "range(4)"));
  for (const task of [3, 4, 5]) await tasks.put(task);
  const worker = spawn("python3", [program], { stdio: ["ignore", "pipe", "inherit"] });
  const output = await text(worker.stdout);
  assert.match(output, /run task 3 {2}3\.\.\.\n.*\n.*\ntask queue is empty\.\nworker exit\.\n$/);
  assert.deepEqual(
    [results.tryGet(), results.tryGet(), results.tryGet()],
    ["3  3 = 9", "4  4 = 16", "5  5 = 25"],
  );
});

test("an object that a started server would have to share is named, with what to do about it", async () => {
  const tasks = new Queue<number>();
  await assert.rejects(startServer({ get_task_queue: () => tasks }), (error) => {
    assert.ok(error instanceof NotSendableError);
    assert.match(
      error.message,
      /^the definition's \.get_task_queue -> .*captured variable 'tasks'/,
    );
    assert.match(error.message, /a process of its own: make it inside of the function/);
    return true;
  });
});

test("a server runs nowhere else", async () => {
  await assert.rejects(startServer({}, { in: "proces" as "process" }), (error) => {
    return error instanceof MisuseError && /a "process" or a "thread"/.test(error.message);
  });
});
