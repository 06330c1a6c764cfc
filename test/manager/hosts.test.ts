import assert from "node:assert/strict";
import { test } from "node:test";
import { JoinableQueue } from "../../src/task/local-queue.ts";
import { Event } from "../../src/task/local-event.ts";
import { Condition } from "../../src/task/local-condition.ts";
import { Lock, RLock } from "../../src/task/local-lock.ts";
import { noPython } from "./python-server.ts";
import { python, serve } from "./serving.ts";

const options = { skip: noPython, timeout: 120_000 };

test("the queues, locks and events of skein/task are served as Python's", options, async () => {
  const queue = new JoinableQueue<unknown>({ maxSize: 2 });
  const lock = new Lock();
  const event = new Event();
  await using server = await serve({
    q: { create: () => queue, single: true },
    lock: { create: () => lock, single: true },
    event: { create: () => event, single: true },
  });
  const ours = (async () => {
    const item = await queue.get();
    queue.taskDone();
    await event.wait();
    return item;
  })();
  const code = `
q, lock, event = m.q(), m.lock(), m.event()
q.put({"a": (1, 2.5), "b": b"x"})
q.join()
print(lock.acquire(), lock.acquire(False), lock.acquire(True, 0.01))
lock.release()
for call in (lock.release, lambda: q.get(timeout=0.01), lambda: q.get(False), lambda: q.task_done(), lambda: q.get(timeout=-1)):
    try:
        call()
    except Exception as error:
        print(type(error).__name__)
print(event.wait(0.01))
event.set()
print(event.wait(), event.is_set())
q.put(1); q.put(2)
try:
    q.put(3, timeout=0.01)
except queue.Full as error:
    print(repr(error), q.qsize(), q.full())`;
  assert.deepEqual(await python(server, code, ["q", "lock", "event"]), [
    "True False False",
    "RuntimeError",
    "Empty",
    "Empty",
    "ValueError",
    "ValueError",
    "False",
    "True True",
    "Full() 2 True",
  ]);
  assert.deepEqual(await ours, { a: [1, 2.5], b: Uint8Array.of(120) });
});

test("the RLock and the Condition of skein/task belong to connections", options, async () => {
  const rlock = new RLock();
  const condition = new Condition();
  await using server = await serve(
    {
      rlock: { create: () => rlock, single: true },
      condition: { create: () => condition, single: true },
    },
    { releaseOnDisconnect: true },
  );
  const code = `
rlock, condition = m.rlock(), m.condition()
print(rlock.acquire(), rlock.acquire())
def other():
    print(rlock.acquire(False), rlock.acquire(True, 0.01))
    try:
        rlock.release()
    except RuntimeError as error:
        print(error)
thread = threading.Thread(target=other); thread.start(); thread.join()
rlock.release(); rlock.release()
try:
    condition.wait(0.01)
except RuntimeError as error:
    print(error)
got, ready = [], m.Semaphore(0)
def waiter():
    condition.acquire()
    ready.release()
    got.append(condition.wait(20))
    condition.release()
threads = [threading.Thread(target=waiter) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: ready.acquire()
condition.acquire(); condition.notify_all(); condition.release()
for thread in threads: thread.join()
condition.acquire()
print(got, condition.wait(0.01))
condition.release()
def leave():
    rlock.acquire(); rlock.acquire(); condition.acquire()
thread = threading.Thread(target=leave); thread.start(); thread.join()
print(rlock.acquire(True, 10), condition.acquire(True, 10))`;
  assert.deepEqual(await python(server, code, ["rlock", "condition"]), [
    "True True",
    "False False",
    "cannot release un-acquired lock",
    "cannot wait on un-acquired lock",
    "[True, True] False",
    "True True",
  ]);
});

class Calculator {
  total = 0;
  readonly #secret = 5;
  add(amount: number, times = 1): number {
    this.total += amount * times;
    return this.total;
  }
  async later(value: unknown): Promise<unknown> {
    await new Promise((resolve) => setImmediate(resolve));
    return value;
  }
  fail(kind: string): never {
    if (kind === "range") throw new RangeError("out of range");
    if (kind === "type") throw new TypeError("wrong type");
    throw new Error("just wrong");
  }
  *count(to: number): Generator<number> {
    for (let number = 0; number < to; number += 1) yield number;
  }
  _hidden(): number {
    return this.#secret;
  }
}

test("an object of the program's own class is called by its public methods", options, async () => {
  await using server = await serve({
    calculator: {
      create: () => new Calculator(),
      single: true,
      methodToTypeid: { count: "Iterator" },
    },
  });
  const code = `
c = m.calculator()
print(sorted(c._exposed_))
print(c.add(2), c.add(1, times=3), c.later({"a": [1, None]}))
for kind in ("range", "type", "error"):
    try:
        c.fail(kind)
    except Exception as error:
        print(repr(error))
try:
    c.add(1, nope=1)
except TypeError as error:
    print(error)
try:
    c._callmethod("_hidden")
except RemoteError as error:
    print("refused")
print(m.calculator().add(0))`;
  assert.deepEqual(await python(server, code, ["calculator"]), [
    "['add', 'count', 'fail', 'later']",
    "2 5 {'a': [1, None]}",
    "ValueError('out of range')",
    "TypeError('wrong type')",
    "RuntimeError('just wrong')",
    "add() got an unexpected keyword argument 'nope'",
    "refused",
    "5",
  ]);
});
