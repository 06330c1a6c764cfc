import assert from "node:assert/strict";
import { test } from "node:test";
import { noPython } from "./python-server.ts";
import { python, serve } from "./serving.ts";

test(
  "a client of Python's doesn't wait for acknowledgements over TCP",
  { skip: noPython },
  async () => {
    await using server = await serve({}, { address: "127.0.0.1:0" });
    const code = `
import time
def fastest(act):
    times = []
    for _ in range(10):
        start = time.time()
        act()
        times.append(time.time() - start)
    # An acknowledgement that is put off comes after 40 ms.
    return "prompt" if min(times) < 0.035 else "put off"
queue = m.Queue()
print(fastest(m.Queue))
print(fastest(lambda: queue.put(b"x" * 20000)))
`;
    assert.deepEqual(await python(server, code), ["prompt", "prompt"]);
  },
);
