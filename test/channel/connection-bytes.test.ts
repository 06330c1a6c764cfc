import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { BufferTooShortError, MisuseError } from "../../src/errors.ts";
import { Pair } from "./pair.ts";

describe("a connection's bytes", () => {
  test("arrive as they are, also none", async () => {
    using pair = new Pair();
    await pair.ours.sendBytes(Uint8Array.of(1, 2, 3));
    await pair.ours.sendBytes(new ArrayBuffer(2));
    await pair.ours.sendBytes(new Uint8Array());
    assert.deepEqual(await pair.theirs.receiveBytes(), Uint8Array.of(1, 2, 3));
    assert.deepEqual(pair.theirs.tryReceiveBytes(), Uint8Array.of(0, 0));
    assert.deepEqual(pair.theirs.receiveBytesSync(), Uint8Array.of());
  });

  test("can be a part of a buffer", async () => {
    using pair = new Pair();
    const words = Uint16Array.of(0x0201, 0x0403, 0x0605).subarray(1);
    await pair.ours.sendBytes(words, { offset: 1, size: 2 });
    await pair.ours.sendBytes(words, { offset: 4 });
    assert.deepEqual(await pair.theirs.receiveBytes(), Uint8Array.of(4, 5));
    assert.deepEqual(await pair.theirs.receiveBytes(), Uint8Array.of());
    for (const part of [{ offset: -1 }, { offset: 5 }, { offset: 2, size: 3 }, { size: 0.5 }])
      await assert.rejects(pair.ours.sendBytes(words, part), RangeError);
    // @ts-expect-error a text has no bytes
    await assert.rejects(pair.ours.sendBytes("text"), MisuseError);
    assert.equal(await pair.theirs.poll(), false);
  });

  test("are written into a buffer", async () => {
    using pair = new Pair();
    const buffer = new Uint8Array(6);
    await pair.ours.sendBytes(Uint8Array.of(1, 2));
    await pair.ours.sendBytes(Uint8Array.of(3));
    assert.equal(await pair.theirs.receiveBytesInto(buffer, { offset: 3 }), 2);
    assert.equal(pair.theirs.receiveBytesIntoSync(buffer.buffer), 1);
    assert.deepEqual(buffer, Uint8Array.of(3, 0, 0, 1, 2, 0));
    await assert.rejects(pair.theirs.receiveBytesInto(buffer, { offset: 7 }), RangeError);
  });

  test("that don't fit are in the error, and the next message comes", async () => {
    using pair = new Pair();
    const long = Uint8Array.of(1, 2, 3, 4);
    for (const message of [long, long, Uint8Array.of(5)]) await pair.ours.sendBytes(message);
    const buffer = new Uint8Array(5);
    const isWhole = (error: unknown): boolean => {
      assert.ok(error instanceof BufferTooShortError);
      assert.deepEqual(error.bytes, long);
      return true;
    };
    await assert.rejects(pair.theirs.receiveBytesInto(buffer, { offset: 2 }), isWhole);
    assert.deepEqual(buffer, new Uint8Array(5));
    await assert.rejects(pair.theirs.receiveBytes({ maxLength: 3 }), isWhole);
    assert.deepEqual(await pair.theirs.receiveBytes({ maxLength: 1 }), Uint8Array.of(5));
    await assert.rejects(pair.theirs.receiveBytes({ maxLength: -1 }), RangeError);
  });
});
