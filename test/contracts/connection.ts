import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AuthenticationError,
  ClosedError,
  EndOfPipeError,
  MisuseError,
  NotSendableError,
  UnpicklingError,
} from "../../src/errors.ts";
import { Float } from "../../src/pickle/float.ts";
import { Tuple } from "../../src/pickle/tuple.ts";
import { listen, pairOver, pattern, reach, textOf, type Way } from "../connection/pairs.ts";

import { connectionEndsContract } from "./connection-ends.ts";

/** What every connection must do, whatever it goes over. */
export function connectionContract(way: Way): void {
  messages(way);
  values(way);
  connectionEndsContract(way);
  keys(way);
  listening(way);
}

function messages(way: Way): void {
  test(`${way}: messages arrive whole, in order and in both directions`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    const lengths = [0, 1, 3, 32, 16_385, 65_532, 65_536, 0, 200_000, 5];
    const sends = lengths.flatMap((length, seed) => [
      left.sendBytes(pattern(length, seed)),
      right.sendBytes(pattern(length, seed + 1)),
    ]);
    for (const [seed, length] of lengths.entries()) {
      assert.deepEqual(await right.recvBytes(), pattern(length, seed));
      assert.deepEqual(await left.recvBytes(), pattern(length, seed + 1));
    }
    await Promise.all(sends);
  });

  test(`${way}: a message of 100 MB arrives`, async () => {
    using pair = await pairOver(way);
    const big = pattern(100_000_000);
    const sent = pair.left.sendBytes(big);
    const received = await pair.right.recvBytes();
    await sent;
    assert.equal(Buffer.compare(received, big), 0);
  });

  test(`${way}: thousands of small messages of one turn arrive`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    const sends = Array.from({ length: 5000 }, (_, index) => left.sendBytes(pattern(40, index)));
    for (let index = 0; index < 5000; index += 1) {
      assert.deepEqual(await right.recvBytes(), pattern(40, index));
    }
    await Promise.all(sends);
  });

  test(`${way}: who waited first gets the first message`, async () => {
    using pair = await pairOver(way);
    const waits = [pair.right.recvBytes(), pair.right.recvBytes(), pair.right.recvBytes()];
    for (const text of ["a", "b", "c"]) await pair.left.sendBytes(Buffer.from(text));
    assert.deepEqual((await Promise.all(waits)).map(textOf), ["a", "b", "c"]);
  });

  test(`${way}: a sender has to wait while nobody receives`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    let sent = 0;
    const sending = (async () => {
      for (; sent < 400; sent += 1) await left.sendBytes(pattern(100_000, sent));
    })();
    // The inbox holds about 1 MiB, and the system a few more: far less than the 40 MB.
    await untilStill(() => sent);
    assert.ok(sent < 300, `${sent} went out`);
    for (let index = 0; index < 400; index += 1) {
      assert.deepEqual(await right.recvBytes(), pattern(100_000, index));
    }
    await sending;
  });

  test(`${way}: listeners get messages without promises, first those that are there`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    await left.sendBytes(Buffer.from("before"));
    assert.ok(await right.poll({ timeout: 5000 }));
    const heard: string[] = [];
    const ended = new Promise<Error | undefined>((resolve) => right.onEnd(resolve));
    right.onMessage((bytes) => heard.push(textOf(bytes)));
    assert.deepEqual(heard, ["before"]);
    await assert.rejects(right.recvBytes(), MisuseError);
    for (let index = 0; index < 100; index += 1) left.write(Buffer.from(String(index)));
    left.close();
    assert.equal(await ended, undefined);
    assert.deepEqual(
      heard.slice(1),
      Array.from({ length: 100 }, (_, index) => String(index)),
    );
  });

  test(`${way}: write asks to wait under back-pressure, and onDrain tells when it is over`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    right.onMessage(() => {});
    right.pause();
    assert.equal(left.write(pattern(10)), true);
    const drained = new Promise<void>((resolve) => {
      let full = false;
      while (!full) full = !left.write(pattern(20_000));
      left.write(pattern(20_000_000));
      left.onDrain(resolve);
    });
    right.resume();
    await drained;
    assert.equal(left.write(pattern(10)), true);
  });
}

function values(way: Way): void {
  test(`${way}: values arrive as they were sent`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    const sent = [
      null,
      true,
      7,
      2.5,
      2n ** 70n,
      "text",
      [1, [2]],
      { a: { b: [] } },
      new Map([[1, 2]]),
    ];
    for (const value of sent) {
      await left.send(value);
      assert.deepEqual(await right.recv(), value);
    }
    await right.send(Buffer.from("bytes"));
    const bytes = await left.recv();
    assert.ok(bytes instanceof Uint8Array);
    assert.equal(textOf(bytes), "bytes");
  });

  test(`${way}: a value is written down in send`, async () => {
    using pair = await pairOver(way);
    const value = { count: 1 };
    const sent = pair.left.send(value);
    value.count = 2;
    await sent;
    assert.deepEqual(await pair.right.recv(), { count: 1 });
  });

  test(`${way}: what can't be sent and what is no pickle leave the connection usable`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    await assert.rejects(left.send({ deep: [() => {}] }), NotSendableError);
    await left.sendBytes(Buffer.from("no pickle"));
    await assert.rejects(right.recv(), UnpicklingError);
    await left.send("good");
    assert.equal(await right.recv(), "good");
  });

  test(`${way}: the form of values is an option of each end`, async () => {
    using pair = await pairOver(way, { right: { form: "lossless" } });
    const { left, right } = pair;
    await left.send(new Tuple([1, new Float(2)]));
    assert.deepEqual(await right.recv(), new Tuple([1, new Float(2)]));
    await right.send(new Tuple([1, new Float(2)]));
    assert.deepEqual(await left.recv(), [1, 2]);
  });

  test(`${way}: a loop receives values until the other end closes`, async () => {
    using pair = await pairOver(way);
    const { left, right } = pair;
    for (const value of ["a", "b"]) await left.send(value);
    left.close();
    const received: unknown[] = [];
    for await (const value of right) received.push(value);
    assert.deepEqual(received, ["a", "b"]);
  });
}

function keys(way: Way): void {
  test(`${way}: another key is refused on both sides, and others still get in`, async () => {
    const refused: Error[] = [];
    using listener = await listen(way, {
      authkey: "abc",
      onRefused: (error) => refused.push(error),
    });
    const accepted = listener.accept();
    await assert.rejects(reach(way, listener, { authkey: "abd" }), AuthenticationError);
    using good = await reach(way, listener, { authkey: Buffer.from("abc") });
    using other = await accepted;
    await good.sendBytes(Buffer.from("hello"));
    assert.equal(textOf(await other.recvBytes()), "hello");
    assert.equal(refused.length, 1);
    assert.ok(refused[0] instanceof AuthenticationError);
    assert.equal(listener.statistics().refused, 1);
  });

  test(`${way}: without a key on either side nobody proves anything`, async () => {
    using listener = await listen(way);
    const accepted = listener.accept();
    using left = await reach(way, listener);
    using right = await accepted;
    await left.sendBytes(Buffer.from("open"));
    assert.equal(textOf(await right.recvBytes()), "open");
  });
}

function listening(way: Way): void {
  test(`${way}: a listener gives one connection after the other until it is closed`, async () => {
    const listener = await listen(way, { authkey: "abc" });
    const told: string[] = [];
    const serving = (async () => {
      for await (const connection of listener) {
        told.push(textOf(await connection.recvBytes()));
        connection.close();
      }
    })();
    for (const text of ["1", "2", "3"]) {
      using client = await reach(way, listener, { authkey: "abc" });
      await client.sendBytes(Buffer.from(text));
      await assert.rejects(client.recvBytes(), EndOfPipeError);
    }
    listener.close();
    await serving;
    assert.deepEqual(told, ["1", "2", "3"]);
    assert.equal(listener.statistics().accepted, 3);
    await assert.rejects(listener.accept(), ClosedError);
  });
}

/** Waits until a number hasn't changed for many turns of the event loop. */
async function untilStill(read: () => number): Promise<void> {
  for (let turns = 0, last = -1; turns < 100; turns += 1) {
    if (read() !== last) turns = 0;
    last = read();
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
