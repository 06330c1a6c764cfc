import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "../../src/connection/client.ts";
import { defineManager } from "../../src/manager/define-manager.ts";
import { single } from "../../src/manager/entries.ts";
import { decodePickle } from "../../src/pickle/decode.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { Tuple } from "../../src/pickle/tuple.ts";
import { until } from "./serving.ts";

const requests = 50;
const answer = "x".repeat(1_000_000);

/** What `accept_connection` is told: nothing by Python's clients, the version by those that number their requests. */
for (const [kind, version] of [
  ["ordered", []],
  ["multiplexed", [1]],
] as const)
  test(`who reads no answers isn't served on until it does: ${kind}`, async () => {
    let calls = 0;
    const Pages = defineManager({
      pages: single(() => ({
        read: () => {
          calls += 1;
          return answer;
        },
      })),
    });
    await using server = await Pages.serve({ authkey: "abc" });
    const made = await connect(server.address, { authkey: "abc" });
    await made.sendBytes(request([null, "create", ["pages"]]));
    const [, token] = (await made.recv()) as [string, [ident: string]];
    using connection = await connect(server.address, { authkey: "abc" });
    await connection.sendBytes(request([null, "accept_connection", ["a test", ...version]]));
    await connection.recvBytes();

    let answers = 0;
    connection.onMessage((bytes) => {
      const [, value] = decodePickle(bytes) as [string, string];
      if (value.length === answer.length) answers += 1;
    });
    connection.pause();
    for (let id = 0; id < requests; id += 1)
      connection.write(request([token[0], "read", []], ...(version.length === 0 ? [] : [id])));
    await until(() => calls > 0);
    assert.ok(calls < requests, `${calls} answers were made for nobody`);
    connection.resume();
    await until(() => answers === requests);
    assert.equal(calls, requests);
  });

/** `rest` is the number of the request, where it has one. */
function request(
  parts: readonly [string | null, string, unknown[]],
  ...rest: number[]
): Uint8Array {
  const [ident, method, args] = parts;
  return encodePickle(new Tuple([ident, method, new Tuple(args), new Map(), ...rest]));
}
