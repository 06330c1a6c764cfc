import assert from "node:assert/strict";
import { test } from "node:test";
import { MisuseError } from "../../src/errors.ts";
import { ManagerServer } from "../../src/manager/server.ts";
import { syncTypes } from "../../src/manager/sync-types.ts";
import { noPython } from "./python-server.ts";
import { python, runProgram, serve, until, whereOf } from "./serving.ts";

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
