import assert from "node:assert/strict";
import { test } from "node:test";
import { threadId } from "node:worker_threads";
import { MisuseError } from "../../src/errors.ts";
import { currentThread } from "../../src/thread/current-thread.ts";
import { activeThreads, Thread } from "../../src/thread/thread.ts";
import { currentProcess } from "../../src/worker/current-process.ts";
import type { ChildClass } from "../contracts/child-class.ts";
import { childHandleContract } from "../contracts/child-handle.ts";
import { childResultsContract } from "../contracts/child-results.ts";

const kind: ChildClass = {
  name: "Thread",
  make: (options) => new Thread(Object.assign({ dedicated: true }, options)),
  idOf: (child) =>
    child instanceof Thread ? Number(child.ident ?? Number.NaN) || undefined : undefined,
};
childHandleContract(kind);
childResultsContract(kind);

test("the target runs in another thread of this process, whose number is the thread's", async () => {
  const thread = new Thread({ target: () => [threadId, process.pid], dedicated: true });
  thread.start();
  assert.deepEqual(await thread.result(), [thread.ident, process.pid]);
  await thread.join();
});

test("in the thread, currentThread is the very instance; currentProcess is that of the whole process", async () => {
  const thread = new Thread({
    dedicated: true,
    name: "special",
    target: () => {
      const self = currentThread();
      return [self.name, self.ident === threadId, self.isAlive, currentProcess().name];
    },
  });
  thread.start();
  assert.deepEqual(await thread.result(), ["special", true, true, "MainProcess"]);
  await thread.join();
});

test("the main thread is a thread as well", async () => {
  const main = currentThread();
  assert.equal(main.name, "MainThread");
  assert.equal(main.ident, threadId);
  assert.equal(main.isAlive, true);
  assert.equal(currentThread(), main);
  await assert.rejects(main.join(), MisuseError);
});

test("memory that is handed over is shared", async () => {
  const words = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Thread({
    target: (shared: Int32Array) => Atomics.add(shared, 0, 5),
    args: [words],
  });
  thread.start();
  assert.equal(await thread.result(), 0);
  await thread.join();
  assert.equal(Atomics.load(words, 0), 5);
});

test("a daemon thread's threads are daemons as well", async () => {
  const thread = new Thread({ daemon: true, target: () => new Thread().daemon });
  thread.start();
  assert.equal(await thread.result(), true);
  await thread.join();
});

test("active threads are those that run", async () => {
  const thread = new Thread({
    dedicated: true,
    target: () => new Promise(() => setTimeout(() => {}, 60_000)),
  });
  thread.start();
  assert.deepEqual(activeThreads(), [thread]);
  thread.terminate();
  await thread.join();
  assert.deepEqual(activeThreads(), []);
});

class Echo extends Thread {
  text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override run(): string {
    return `${this.name} says ${this.text}`;
  }
}

test("a subclass travels with its properties", async () => {
  const echo = new Echo("hello");
  echo.start();
  const said: string = await echo.result();
  assert.equal(said, `${echo.name} says hello`);
  assert.match(echo.name, /^Echo-\d+$/);
  await echo.join();
});
