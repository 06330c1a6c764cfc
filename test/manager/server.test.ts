import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/connection/client.ts";
import { MisuseError } from "../../src/errors.ts";
import { ManagerServer } from "../../src/manager/server.ts";
import { syncTypes } from "../../src/manager/sync-types.ts";
import { decodePickle } from "../../src/pickle/decode.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { JoinableQueue, Queue } from "../../src/task/local-queue.ts";
import { Event } from "../../src/task/local-event.ts";
import { Condition } from "../../src/task/local-condition.ts";
import { Lock, RLock } from "../../src/task/local-lock.ts";
import { noPython } from "./python-server.ts";
import { python, runProgram, serve, until, Victim, whereOf } from "./serving.ts";

const options = { skip: noPython, timeout: 120_000 };

test(
  "a Python client gets the same answers as from CPython's own server, for every type and method",
  options,
  async () => {
    await using server = await serve();
    const output = await runProgram("compare_servers.py", [whereOf(server.socketAddress)]);
    assert.match(output, /^\d{3,}\n$/);
  },
);

test("the same over TCP", options, async () => {
  await using server = await serve({}, { address: "127.0.0.1:0" });
  const code = `
q = m.Queue(1)
q.put({"a": (1, 2.0)})
try:
    q.put(1, timeout=0.01)
except queue.Full as error:
    print(repr(error))
print(q.get(timeout=1))
try:
    q.get(timeout=0.01)
except queue.Empty as error:
    print(repr(error))`;
  assert.deepEqual(await python(server, code), ["Full()", "{'a': (1, 2.0)}", "Empty()"]);
});

test("objects are counted, and dropped when nobody names them", options, async () => {
  await using server = await serve();
  const code = `
a = m.list()
b = m.dict()
print(m._number_of_objects(), len(m._debug_info().splitlines()))
b["a"] = a
ident = a._id
del a
print(m._number_of_objects())
again = b["a"]
again.append(1)
print(m._number_of_objects(), again._id == ident, b["a"][0])
del again
del b
print(m._number_of_objects())`;
  assert.deepEqual(await python(server, code), ["2 4", "1", "2 True 1", "0"]);
  await until(() => server.statistics().objects === 0);
});

test("requests that are none are answered, and the connection serves on", options, async () => {
  await using server = await serve();
  const code = `
l = m.list([1])
c = serving()
def kind(*request):
    reply = asked(c, *request)
    return reply[0] + " " + str(reply[1]).strip().splitlines()[-1][:60]
for name in ("constructor", "__proto__", "hasOwnProperty", "call", "", "toString", "__getattribute__", "x" * 300):
    print(kind(l._id, name, (), {}))
print(kind("nobody", "append", (1,), {}))
print(kind(None, "append", (1,), {}), kind(5, "append", (), {}), kind((1,), "append", (), {}))
for request in (5, (1, 2), "text", [], (l._id, 5, (), {}), (l._id, "append", 5, {}), (l._id, "append", (), 5), (l._id, "append", (), {1: 2})):
    c.send(request)
    print(c.recv()[0])
for bytes_ in (b"", b"\\x80", b"garbage", b"\\x80\\x04.", b"cos\\nsystem\\n(S'true'\\ntR."):
    c.send_bytes(bytes_)
    print(c.recv()[0])
print(asked(c, l._id, "__len__", (), {}))`;
  const lines = await python(server, code);
  assert.equal(lines.at(-1), "('#RETURN', 1)");
  assert.ok(
    lines.slice(0, -1).every((line) => line.startsWith("#TRACEBACK")),
    lines.join("\n"),
  );
});

test("a control request that is none is answered with a traceback", options, async () => {
  await using server = await serve();
  const code = `
for request in ((None, "constructor", (), {}), (None, "create", (), {}), (None, "create", ("__proto__",), {}), (None, "shutdown", (), {}),
                (None, "incref", ("1",), {}), (None, "decref", (5,), {}), (None, "get_methods", ("x",), {}), 7):
    c = raw()
    c.send(request)
    print(c.recv()[0])
print(m.list([1])._getvalue())`;
  const lines = await python(server, code);
  assert.deepEqual(lines, [...Array.from({ length: 8 }, () => "#TRACEBACK"), "[1]"]);
});

test("a getter that is killed while it waits takes no item with it", options, async () => {
  const queue = new Queue<number>();
  await using server = await serve({ tasks: { create: () => queue, single: true } });
  const victims = Array.from(
    { length: 4 },
    () => new Victim(server, `q = m.tasks()\nprint("waits", flush=True)\nq.get()`, ["tasks"]),
  );
  for (const victim of victims) assert.equal(await victim.line(), "waits");
  await Promise.all(victims.map((victim) => victim.kill()));
  await until(() => server.statistics().connections === 0);
  for (let item = 0; item < 4; item += 1) queue.tryPut(item);
  assert.equal(queue.size, 4);
});

test("items put while getters are being killed all arrive once", options, async () => {
  await using server = await serve();
  const code = `
import subprocess, signal, time
q = m.Queue()
program = sys.argv[0]
kept = 0
for round in range(4):
    code = "from multiprocessing.managers import Token, AutoProxy\\nq=AutoProxy(Token('Queue', address, %r), 'pickle', authkey=KEY)\\nq.empty()\\nprint(1, flush=True)\\nq.get()" % q._id
    children = [subprocess.Popen([sys.executable, program, where, code], stdout=subprocess.PIPE) for _ in range(3)]
    for child in children:
        child.stdout.readline()
    time.sleep(0.05 * (round % 2))
    # Stopped ones can be sent an item and never read it.
    for child in children:
        child.send_signal(signal.SIGSTOP if round % 2 else signal.SIGKILL)
    for child in children:
        q.put(round)
    for child in children:
        child.send_signal(signal.SIGKILL)
        child.wait()
    while True:
        try:
            kept += q.get(timeout=0.2) == round
        except queue.Empty:
            break
print(kept)`;
  assert.deepEqual(await python(server, code), ["12"]);
});

test("locks of a connection that ended are released where that is asked for", options, async () => {
  await using server = await serve({}, { releaseOnDisconnect: true });
  const code = `
lock, rlock, semaphore, condition = m.Lock(), m.RLock(), m.BoundedSemaphore(1), m.Condition()
def hold():
    for each in (lock, rlock, semaphore, condition):
        each.acquire()
    rlock.acquire()
thread = threading.Thread(target=hold)
thread.start()
thread.join()
print([each.acquire(True, 5) for each in (lock, rlock, semaphore, condition)])
print([each.acquire(False) for each in (lock, rlock, semaphore)])`;
  const lines = await python(server, code);
  assert.deepEqual(lines, ["[True, True, True, True]", "[False, True, False]"]);
});

test("as with CPython, another client may release what an ended one held", options, async () => {
  await using server = await serve();
  const code = `
lock = m.Lock()
thread = threading.Thread(target=lock.acquire)
thread.start()
thread.join()
print(lock.acquire(False))
lock.release()
print(lock.acquire(False))`;
  assert.deepEqual(await python(server, code), ["False", "True"]);
});

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

test("a condition whose waiter is killed is free again", options, async () => {
  const condition = new Condition();
  await using server = await serve({ condition: { create: () => condition, single: true } });
  const victim = new Victim(
    server,
    `c = m.condition()\nc.acquire()\nprint("waits", flush=True)\nc.wait()`,
    ["condition"],
  );
  assert.equal(await victim.line(), "waits");
  await until(() => !condition.lock.locked);
  await victim.kill();
  await until(() => server.statistics().connections === 0);
  await until(() => !condition.lock.locked);
  using _guard = await condition.acquire();
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

test("clients may end the server only if that is allowed", options, async () => {
  await using server = await serve({}, { allowShutdown: true });
  const code = `
c = raw()
c.send((None, "shutdown", (), {}))
print(c.recv(), c.recv())`;
  assert.deepEqual(await python(server, code), ["('#RETURN', None) ('#RETURN', None)"]);
  await server.serveForever();
});

test("without a key it listens only where no other machine gets to", async () => {
  await assert.rejects(ManagerServer.open(syncTypes, { address: "0.0.0.0:0" }), MisuseError);
});

test("there can be no more objects than the server was told", options, async () => {
  await using server = await serve({}, { maxObjects: 2 });
  const code = `
a, b = m.list(), m.list()
try:
    m.list()
except RemoteError as error:
    print(str(error).strip().splitlines()[-2])
del a
print(len(m.list()))`;
  assert.deepEqual(await python(server, code), [
    "MemoryError: the server has 2 objects, which is all it may",
    "0",
  ]);
});

test(
  "thousands of mutated messages end nothing but their connections",
  { timeout: 60_000 },
  async () => {
    await using server = await ManagerServer.open(syncTypes, { authkey: "abc" });
    const message = Buffer.from(encodePickle([null, "create", ["list", [[1, 2, { a: "x" }]]], {}]));
    let seed = 1;
    const random = (below: number): number => {
      seed = (seed * 48_271) % 0x7fff_ffff;
      return seed % below;
    };
    const connection = await connect(server.socketAddress, { authkey: "abc" });
    await connection.sendBytes(encodePickle([null, "accept_connection", ["x"], {}]));
    await connection.recvBytes();
    for (let round = 0; round < 3_000; round += 1) {
      const mutated = Buffer.from(message);
      for (let change = 0; change <= round % 4; change += 1)
        mutated[random(mutated.length)] = random(256);
      await connection.sendBytes(
        mutated.subarray(0, round % 7 === 0 ? random(mutated.length) : undefined),
      );
      const reply = decodePickle(await connection.recvBytes());
      assert.ok(Array.isArray(reply) && typeof reply[0] === "string");
    }
    connection.close();
  },
);
