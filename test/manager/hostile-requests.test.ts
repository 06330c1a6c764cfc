import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/connection/client.ts";
import { ManagerServer } from "../../src/manager/server.ts";
import { syncTypes } from "../../src/manager/sync-types.ts";
import { decodePickle } from "../../src/pickle/decode.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { noPython } from "./python-server.ts";
import { python, serve } from "./serving.ts";

const options = { skip: noPython, timeout: 120_000 };

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
