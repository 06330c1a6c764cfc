import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { MisuseError } from "../../src/errors.ts";
import { currentProcess } from "../../src/worker/current-process.ts";
import { fork } from "../../src/worker/fork.ts";
import { parentProcess } from "../../src/worker/parent-process.ts";
import { activeChildren, Process } from "../../src/worker/process.ts";
import type { ChildClass } from "../contracts/child-class.ts";
import { childHandleContract } from "../contracts/child-handle.ts";
import { childResultsContract } from "../contracts/child-results.ts";
import { nameOfMade } from "./importing-module.ts";
import { finished, firstLine, gone, parseNumbers, startProgram } from "./program.ts";

const kind: ChildClass = {
  name: "Process",
  make: (options) => new Process(options),
  idOf: (child) =>
    child instanceof Process ? Number(child.pid ?? Number.NaN) || undefined : undefined,
};
childHandleContract(kind);
childResultsContract(kind);

test("the target runs in another process, whose pid is the child's", async () => {
  const child = new Process({ target: () => [process.pid, process.ppid] });
  child.start();
  assert.deepEqual(await child.result(), [child.pid, process.pid]);
  await child.join();
});

test("exit codes are those of the system: modulo 256", async () => {
  const codes = new Map([
    [300, 44],
    [-1, 255],
    [256, 0],
  ]);
  for (const [given, seen] of codes) {
    const child = new Process({ target: (code: number) => process.exit(code), args: [given] });
    child.start();
    await child.join();
    assert.equal(child.exitCode, seen);
  }
});

test("a signal that ended it is its exit code, negative, and has a name in its text", async () => {
  for (const [end, code, signal] of [
    ["terminate", -15, "SIGTERM"],
    ["kill", -9, "SIGKILL"],
  ] as const) {
    const child = new Process({ target: () => new Promise(() => setTimeout(() => {}, 60_000)) });
    child.start();
    child[end]();
    await child.join();
    assert.equal(child.exitCode, code);
    assert.match(inspect(child), new RegExp(`stopped exitcode=-${signal}>$`));
  }
});

test("a process killed from elsewhere is noticed", async () => {
  const child = new Process({ target: () => new Promise(() => setTimeout(() => {}, 60_000)) });
  child.start();
  process.kill(child.pid ?? 0, "SIGKILL");
  await child.join();
  assert.equal(child.exitCode, -9);
});

test("in the child, currentProcess is the very instance, alive, with its name and pid", async () => {
  const child = new Process({
    name: "special",
    daemon: true,
    target: () => {
      const self = currentProcess();
      return [self.name, self.pid === process.pid, self.isAlive, self.daemon, self.exitCode];
    },
  });
  child.start();
  assert.deepEqual(await child.result(), ["special", true, true, true, undefined]);
  await child.join();
});

test("the main process is a process as well, without a parent", async () => {
  const main = currentProcess();
  assert.equal(main.name, "MainProcess");
  assert.equal(main.pid, process.pid);
  assert.equal(main.isAlive, true);
  assert.equal(main.daemon, false);
  assert.equal(currentProcess(), main);
  assert.equal(parentProcess(), undefined);
  assert.throws(() => main.start(), MisuseError);
  await assert.rejects(main.join(), MisuseError);
});

test("a child knows its parent, and that it is alive", async () => {
  const child = new Process({
    target: async () => {
      const parent = parentProcess();
      return [parent?.name, parent?.pid, parent?.isAlive, await parent?.join({ timeout: 0 })];
    },
  });
  child.start();
  assert.deepEqual(await child.result(), ["MainProcess", process.pid, true, false]);
  await child.join();
});

test("a child can wait for the end of its parent", async () => {
  const program = startProgram("family-program.js", ["watch"]);
  const end = finished(program);
  const [pid] = parseNumbers(await firstLine(program));
  program.kill("SIGKILL");
  const { output } = await end;
  assert.match(output, /parent has ended: true, alive: false/);
  await gone(pid ?? 0);
});

test("children of children are numbered below them", async () => {
  const child = new Process({
    target: async () => {
      const [first, second] = [new Process({ target: () => currentProcess().name }), new Process()];
      first.start();
      const inside = await first.result();
      await first.join();
      return [currentProcess().name, first.name, second.name, inside];
    },
  });
  child.start();
  const { name } = child;
  assert.deepEqual(await child.result(), [name, `${name}:1`, `${name}:2`, `${name}:1`]);
  await child.join();
});

test("a daemon may have no children", async () => {
  const child = new Process({
    daemon: true,
    target: () => {
      new Process({ target: () => 1 }).start();
    },
  });
  child.start();
  await assert.rejects(child.result(), (error) => {
    assert.ok(error instanceof MisuseError);
    assert.match(error.message, /daemon/);
    return true;
  });
  await child.join();
});

test("active children are those that run", async () => {
  const [first, second] = [1, 2].map(
    () => new Process({ target: () => new Promise(() => setTimeout(() => {}, 60_000)) }),
  );
  assert.ok(first !== undefined && second !== undefined);
  first.start();
  second.start();
  assert.deepEqual(activeChildren(), [first, second]);
  first.kill();
  await first.join();
  assert.deepEqual(activeChildren(), [second]);
  second.kill();
  await second.join();
  assert.deepEqual(activeChildren(), []);
});

test("fork runs its body in a child, with a copy of what it names", async () => {
  const list = [1, 2];
  const child = fork(() => {
    list.push(3);
    return list;
  });
  assert.ok(child.pid !== undefined);
  assert.deepEqual(await child.result(), [1, 2, 3]);
  await child.join();
  assert.deepEqual(list, [1, 2]);
});

class Counter extends Process {
  readonly limit: number;
  constructed = 0;

  constructor(limit: number) {
    super({ name: `counter to ${limit}` });
    this.limit = limit;
    this.constructed += 1;
  }

  override async run(): Promise<readonly unknown[]> {
    return [
      this.limit,
      this.name,
      this.pid === process.pid,
      this.constructed,
      currentProcess() === this,
    ];
  }
}

test("a subclass travels with its properties, and its constructor doesn't run again", async () => {
  const counter = new Counter(5);
  counter.start();
  const seen = await counter.result();
  assert.deepEqual(seen, [5, "counter to 5", true, 1, true]);
  await counter.join();
  assert.equal(counter.exitCode, 0);
});

class Doubling extends Process<[number], number> {
  override run(): number {
    return super.run() * 2;
  }
}

test("a subclass can call the target by super.run, and is named after itself", async () => {
  const child = new Doubling({ target: (value: number) => value + 1, args: [4] });
  assert.match(child.name, /^Doubling-\d+$/);
  child.start();
  assert.equal(await child.result(), 10);
  await child.join();
});

test("a child in an endless loop dies when its parent is killed with SIGKILL, and so do its children", async () => {
  const program = startProgram("family-program.js", ["spin"]);
  const pids = parseNumbers(await firstLine(program));
  assert.equal(pids.length, 2);
  program.kill("SIGKILL");
  for (const pid of pids) await gone(pid);
});

test("a daemon in an endless loop is terminated when its parent exits", async () => {
  const program = startProgram("family-program.js", ["daemon"]);
  const { output, code } = await finished(program);
  assert.equal(code, 0);
  for (const pid of parseNumbers(output)) await gone(pid);
});

test("Ctrl-C, which reaches every process of a terminal, is the parent's to answer", async () => {
  const child = new Process({
    target: async () => {
      process.kill(process.pid, "SIGINT");
      await new Promise((resolve) => setTimeout(resolve, 20));
      return "still there";
    },
  });
  child.start();
  assert.equal(await child.result(), "still there");
  await child.join();
  assert.equal(child.exitCode, 0);
});

test("a module that makes a process when it is loaded is refused in the child", async () => {
  const child = new Process({ target: nameOfMade });
  child.start();
  await assert.rejects(child.result(), (error) => {
    assert.ok(error instanceof MisuseError);
    assert.match(error.message, /importing '.*importing-module/);
    return true;
  });
  await child.join();
  assert.equal(child.exitCode, 1);
});
