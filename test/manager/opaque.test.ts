import assert from "node:assert/strict";
import { test } from "node:test";
import { noPython } from "./python-server.ts";
import { python, serve } from "./serving.ts";

const options = { skip: noPython, timeout: 60_000 };

/** Instances of Python's own classes in a queue, a list and a dict, and back. */
const code = `
import collections, enum, pathlib
values = [pathlib.PurePosixPath("/a/b"), collections.UserDict(a=1.0), collections.ChainMap({"a": 1}, {})]
q, l, d = m.Queue(), m.list(), m.dict()
try:
    for value in values:
        q.put(value)
        l.append(value)
        d["value"] = value
        print([each == value and type(each) is type(value) for each in (q.get(), l[-1], d["value"])])
except Exception as error:
    print(type(error).__name__, "isn't allowed" in str(error))`;

test("instances of classes that aren't known are refused", options, async () => {
  await using server = await serve();
  assert.deepEqual(await python(server, code), ["RemoteError True"]);
});

test("with the option opaque they pass unchanged between Python clients", options, async () => {
  await using server = await serve({}, { opaque: true });
  const same = "[True, True, True]";
  assert.deepEqual(await python(server, code), [same, same, same]);
});
