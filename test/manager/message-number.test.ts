import assert from "node:assert/strict";
import { test } from "node:test";
import { RemoteError, UnpicklingError } from "../../src/errors.ts";
import { answerNumberAt, numberOf, requestNumberAt } from "../../src/manager/message-number.ts";
import { syncManager } from "../../src/manager/sync-manager-definition.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { GlobalName } from "../../src/pickle/global-name.ts";

/** The longest int that is read has 4096 bytes. */
const longest = 2n ** 32_767n - 1n;

test("a value that the server can't read fails its own call, and no other", async () => {
  await using server = await syncManager.serve({ authkey: "abc" });
  await using manager = await syncManager.connect({ address: server.address, authkey: "abc" });
  const queue = await manager.Queue();
  const list = await manager.list();
  const waiting = queue.get();
  for (const [value, reason] of [
    [new GlobalName("os", "system"), /"os\.system" isn't allowed/],
    [longest + 1n, /an int of 4097 bytes; 4096 are allowed/],
    [new Map([[longest + 1n, 1]]), /an int of 4097 bytes; 4096 are allowed/],
  ] as const)
    await assert.rejects(list.append(value), (error) => {
      assert.ok(error instanceof RemoteError);
      assert.match(error.message, reason);
      return true;
    });
  await list.append(longest);
  await queue.put(await list.length());
  assert.equal(await waiting, 1);
});

test("an answer that the client can't read fails its own call, and no other", async () => {
  await using server = await syncManager.serve({ authkey: "abc" });
  await using manager = await syncManager.connect({ address: server.address, authkey: "abc" });
  const queue = await manager.Queue();
  const value = await manager.Value<bigint | number>("q", longest);
  const waiting = queue.get();
  await assert.rejects(value.increment(), UnpicklingError);
  await value.set(5);
  await queue.put(await value.get());
  assert.equal(await waiting, 5);
});

test("the number stands behind what can't be read, and what is no message has none", () => {
  const value = [longest * longest, new GlobalName("os", "system")];
  assert.equal(numberOf(encodePickle(["ident", "put", [value], {}, 7]), requestNumberAt), 7);
  assert.equal(numberOf(encodePickle(["#RETURN", value, 70_000]), answerNumberAt), 70_000);
  assert.equal(numberOf(encodePickle(["#RETURN", value]), answerNumberAt), undefined);
  assert.equal(numberOf(encodePickle(5), answerNumberAt), undefined);
  assert.equal(numberOf(Buffer.from("garbage"), answerNumberAt), undefined);
});
