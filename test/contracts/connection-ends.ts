import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ClosedError,
  EndOfPipeError,
  MessageTooLongError,
  TimeoutError,
} from "../../src/errors.ts";
import { pairOver, pattern, textOf, type Way } from "../connection/pairs.ts";

/** How every connection ends, and how waits and messages are limited. */
export function connectionEndsContract(way: Way): void {
  limits(way);
  ends(way);
}

function limits(way: Way): void {
  test(`${way}: recvBytes and poll keep to their timeout and signal, and lose nothing`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    await assert.rejects(right.recvBytes({ timeout: 0 }), TimeoutError);
    await assert.rejects(right.recvBytes({ timeout: 5 }), TimeoutError);
    assert.equal(await right.poll(), false);
    assert.equal(await right.poll({ timeout: 5 }), false);
    const reason = new Error("enough");
    await assert.rejects(right.recvBytes({ signal: AbortSignal.abort(reason) }), reason);
    await left.sendBytes(Buffer.from("still"));
    assert.equal(await right.poll({ timeout: 5000 }), true);
    assert.equal(textOf(await right.recvBytes({ timeout: 0 })), "still");
  });

  test(`${way}: a message longer than maxLength ends the connection`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    await left.sendBytes(pattern(10));
    assert.equal((await right.recvBytes({ maxLength: 10 })).byteLength, 10);
    const waiting = assert.rejects(right.recvBytes({ maxLength: 9 }), (error) => {
      assert.ok(error instanceof MessageTooLongError);
      assert.deepEqual([error.length, error.limit], [10, 9]);
      return true;
    });
    await left.sendBytes(pattern(10));
    await waiting;
    await assert.rejects(right.recvBytes(), MessageTooLongError);
    await assert.rejects(left.recvBytes(), (error) => error instanceof Error && "code" in error);
  });

  test(`${way}: a message that is there already is refused by maxLength, too`, async () => {
    using pair = await pairOver(way);
    await pair.left.sendBytes(pattern(10));
    await pair.right.poll({ timeout: 5000 });
    await assert.rejects(pair.right.recvBytes({ maxLength: 9 }), MessageTooLongError);
  });

  test(`${way}: a message longer than maxMessageSize is refused by its header alone`, async () => {
    using pair = await pairOver(way, { right: { maxMessageSize: 1000 } });
    const { left, right } = pair;
    await left.sendBytes(pattern(1000));
    assert.equal((await right.recvBytes()).byteLength, 1000);
    left.sendBytes(pattern(50_000_000)).catch(() => {});
    await assert.rejects(right.recvBytes(), MessageTooLongError);
  });
}

function ends(way: Way): void {
  test(`${way}: what was sent before the end can be received, then EndOfPipeError comes`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    void left.sendBytes(Buffer.from("last"));
    void left.sendBytes(pattern(300_000));
    left.close();
    assert.equal(textOf(await right.recvBytes()), "last");
    assert.equal((await right.recvBytes()).byteLength, 300_000);
    assert.equal(await right.poll({ timeout: 5000 }), true);
    await assert.rejects(right.recvBytes(), EndOfPipeError);
    await assert.rejects(right.sendBytes(pattern(1)), EndOfPipeError);
  });

  test(`${way}: close ends the waits here with ClosedError, and is idempotent`, async () => {
    using pair = await pairOver(way);
    const { left } = pair;
    const waits = [left.recvBytes(), left.recvBytes()].map((wait) =>
      assert.rejects(wait, ClosedError),
    );
    const polled = left.poll({ timeout: 5000 });
    let told = 0;
    left.onEnd(() => (told += 1));
    left.close();
    left.close();
    await Promise.all(waits);
    assert.equal(await polled, true);
    assert.equal(told, 1);
    assert.equal(left.closed, true);
    await assert.rejects(left.recvBytes(), (error) => error instanceof ClosedError);
    await assert.rejects(left.sendBytes(pattern(1)), /is closed/);
  });
}
