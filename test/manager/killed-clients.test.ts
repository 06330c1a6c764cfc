import assert from "node:assert/strict";
import { test } from "node:test";
import { ServedQueue } from "../../src/manager/served/served-queue.ts";
import { Queue } from "../../src/task/local-queue.ts";
import { Condition } from "../../src/task/local-condition.ts";
import { noPython } from "./python-server.ts";
import { python, serve, until, Victim } from "./serving.ts";

const options = { skip: noPython, timeout: 120_000 };

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

/** Asks for ten items at once, as clients of ours do, and reads so many of the answers before it sends one more request. */
const asksAhead = (answersRead: number): string => `
q, report = m.tasks(), m.report()
c = raw()
for request in (None, "dummy", (), {}), (None, "accept_connection", ("ahead", 1), {}):
    c.send(request)
    c.recv()
for id in range(10):
    c.send((q._id, "get", (), {}, id, 0))
for id in range(${answersRead}):
    c.recv()
c.send((report._id, "put", ("asked",), {}, 10, ${answersRead}))
threading.Event().wait()`;

for (const answersRead of [0, 4])
  test(
    `items that a killed client hasn't read come back, although it had sent more requests: ${answersRead} of 10 read`,
    options,
    async () => {
      const [queue, report] = [new ServedQueue(), new ServedQueue()];
      for (let item = 0; item < 10; item += 1) queue.put(item);
      await using server = await serve({
        tasks: { create: () => queue, single: true },
        report: { create: () => report, single: true },
      });
      const victim = new Victim(server, asksAhead(answersRead), ["tasks", "report"]);
      await until(() => report.size === 1);
      await victim.kill();
      await until(() => server.statistics().connections === 0);
      const unread = Array.from({ length: 10 - answersRead }, (_, index) => answersRead + index);
      const code = "q = m.tasks()\nprint(*[q.get() for _ in range(q.qsize())])";
      assert.deepEqual(await python(server, code, ["tasks"]), [unread.join(" ")]);
    },
  );

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
    # In every other round they come to wait for an item first; what must hold is the same.
    time.sleep(0.05 * (round % 2))
    # Stopped ones can be sent an item and never read it.
    for child in children:
        child.send_signal(signal.SIGSTOP if round % 2 else signal.SIGKILL)
    for child in children:
        q.put(round)
    for child in children:
        child.send_signal(signal.SIGKILL)
        child.wait()
    for child in children:
        kept += q.get(timeout=30) == round
print(kept, q.qsize())`;
  assert.deepEqual(await python(server, code), ["12 0"]);
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
