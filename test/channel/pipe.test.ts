import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { reviveConnection, type Connection } from "../../src/channel/connection.ts";
import { pipe } from "../../src/channel/pipe.ts";
import { describeHandle } from "../../src/codec/handle.ts";
import {
  ClosedError,
  EndOfPipeError,
  MisuseError,
  NotSendableError,
  TimeoutError,
} from "../../src/errors.ts";
import { Pair } from "./pair.ts";

/** What arrives when a connection is sent. */
function copyOf<In, Out>(connection: Connection<In, Out>): Connection<In, Out> {
  // It is a copy of the same end.
  return reviveConnection(describeHandle(connection)?.data) as Connection<In, Out>;
}

describe("a pipe", () => {
  test("carries values both ways", async () => {
    const [ours, theirs] = pipe<string, { numbers: number[] }>();
    await ours.send({ numbers: [1, 2] });
    await theirs.send("two");
    assert.deepEqual(await theirs.receive(), { numbers: [1, 2] });
    assert.equal(await ours.receive(), "two");
    ours.close();
    theirs.close();
  });

  test("carries any value, undefined too", async () => {
    using pair = new Pair();
    const values = [undefined, null, "", 0, new Map([[1, new Date(0)]]), [1n]];
    for (const value of values) await pair.ours.send(value);
    for (const value of values) assert.deepEqual(await pair.theirs.receive(), value);
  });

  test("that is one-way says which end can do what", async () => {
    const [receiver, sender] = pipe<number>({ duplex: false });
    assert.deepEqual([receiver.readable, receiver.writable], [true, false]);
    assert.deepEqual([sender.readable, sender.writable], [false, true]);
    await sender.send(1);
    assert.equal(await receiver.receive(), 1);
    const readOnly = { name: "MisuseError", message: /^this connection is read-only: / };
    const writeOnly = { name: "MisuseError", message: /^this connection is write-only: / };
    // @ts-expect-error it sends nothing
    await assert.rejects(receiver.send(1), readOnly);
    assert.throws(() => receiver.trySendBytes(Uint8Array.of(1)), readOnly);
    await assert.rejects(sender.receive(), writeOnly);
    await assert.rejects(sender.poll(), writeOnly);
    assert.throws(() => sender.tryReceive(), writeOnly);
    sender.close();
    await assert.rejects(receiver.receive(), EndOfPipeError);
    receiver.close();
  });

  test("refuses a capacity that is none", () => {
    for (const capacity of [0, -1, 1.5, NaN, 2 ** 31])
      assert.throws(() => pipe({ capacity }), /^MisuseError: capacity is /);
  });

  test("makes whoever sends too much wait", async () => {
    const [ours, theirs] = pipe<number, Uint8Array>({ capacity: 1_000 });
    const messages = [1, 2, 3, 4].map((byte) => new Uint8Array(700).fill(byte));
    const sent = messages.map((message) => ours.send(message));
    assert.equal(ours.trySend(new Uint8Array(1)), false);
    await assert.rejects(ours.send(new Uint8Array(700), { timeout: 0 }), TimeoutError);
    for (const message of messages) assert.deepEqual(await theirs.receive(), message);
    await Promise.all(sent);
    assert.equal(await theirs.poll(), false);
    ours.close();
    theirs.close();
  });

  test("says at once what can't be sent, and goes on", async () => {
    using pair = new Pair();
    await assert.rejects(pair.ours.send({ socket: new WeakMap() }), NotSendableError);
    assert.throws(() => pair.ours.trySend(Promise.resolve()), NotSendableError);
    await pair.ours.send(1);
    assert.equal(await pair.theirs.receive(), 1);
  });

  test("ends an iteration when the other end is closed", async () => {
    const [ours, theirs] = pipe<number>({ duplex: false });
    for (const number of [1, 2, 3]) await theirs.send(number);
    theirs.close();
    const seen: number[] = [];
    for await (const number of ours) seen.push(number);
    assert.deepEqual(seen, [1, 2, 3]);
    ours.close();
  });

  test("can be left in the middle of an iteration", async () => {
    using pair = new Pair();
    for (const number of [1, 2, 3]) await pair.ours.send(number);
    for await (const number of pair.theirs) if (number === 2) break;
    assert.equal(pair.theirs.tryReceive(), 3);
    assert.equal(pair.theirs.tryReceive(), undefined);
  });

  test("serves many waits at once, first come first served", async () => {
    using pair = new Pair();
    const received = Array.from({ length: 50 }, () => pair.theirs.receive());
    for (let number = 0; number < 50; number += 1) void pair.ours.send(number);
    assert.deepEqual(
      await Promise.all(received),
      Array.from({ length: 50 }, (_, index) => index),
    );
  });
});

describe("a connection", () => {
  test("polls without taking, and sees the end", async () => {
    const { ours, theirs } = new Pair();
    assert.equal(await theirs.poll(), false);
    assert.equal(await theirs.poll({ timeout: 1 }), false);
    const polled = theirs.poll({ timeout: 60_000 });
    await ours.send(1);
    assert.equal(await polled, true);
    assert.equal(theirs.pollSync(), true);
    assert.equal(await theirs.receive(), 1);
    assert.equal(theirs.pollSync(), false);
    const end = theirs.poll({ timeout: Infinity });
    ours.close();
    assert.equal(await end, true);
    assert.equal(await theirs.poll(), true);
    assert.throws(() => theirs.tryReceive(), EndOfPipeError);
    theirs.close();
  });

  test("can be told to stop waiting", async () => {
    using pair = new Pair();
    const reason = new Error("enough");
    const giveUp = new AbortController();
    const waits = [
      pair.theirs.receive({ signal: giveUp.signal }),
      pair.theirs.poll({ timeout: 60_000, signal: giveUp.signal }),
    ];
    giveUp.abort(reason);
    for (const wait of waits) await assert.rejects(wait, reason);
    await assert.rejects(pair.theirs.receive({ signal: giveUp.signal }), reason);
    await assert.rejects(pair.theirs.poll({ signal: giveUp.signal }), reason);
    await assert.rejects(pair.theirs.receive({ timeout: 1 }), TimeoutError);
    await pair.ours.send(1);
    assert.equal(await pair.theirs.receive({ signal: new AbortController().signal }), 1);
  });

  test("that was closed refuses all, and ends its waits", async () => {
    const { ours, theirs } = new Pair();
    const waits = [theirs.receive(), theirs.receiveBytes(), theirs.poll({ timeout: 60_000 })];
    const ends = waits.map((wait) => assert.rejects(wait, { name: "ClosedError" }));
    theirs.close();
    theirs.close();
    await Promise.all(ends);
    assert.equal(theirs.closed, true);
    for (const act of [
      () => theirs.send(1),
      () => theirs.sendBytes(Uint8Array.of(1)),
      () => theirs.receive(),
      () => theirs.poll(),
      async () => theirs.trySend(1),
      async () => theirs.tryReceive(),
      async () => theirs.receiveSync({ timeout: 0 }),
      async () => describeHandle(theirs),
    ])
      await assert.rejects(act, { name: "ClosedError" });
    await assert.rejects(ours.send(1), EndOfPipeError);
    ours.close();
  });

  test("doesn't block the main thread", () => {
    using pair = new Pair();
    assert.throws(() => pair.theirs.receiveSync(), {
      name: "MisuseError",
      message: /^connection.receiveSync\(\) would block .* write await connection.receive\(\)/,
    });
    assert.throws(() => pair.theirs.pollSync({ timeout: 1 }), MisuseError);
    assert.throws(() => pair.theirs.receiveBytesSync({ timeout: 0 }), TimeoutError);
    pair.ours.sendSync("now");
    assert.equal(pair.theirs.receiveSync(), "now");
  });

  test("can be open several times in one thread", async () => {
    const { ours, theirs } = new Pair();
    const copy = copyOf(theirs);
    const waiting = copy.receive();
    theirs.close();
    assert.equal(copy.closed, false);
    await ours.send(1);
    assert.equal(await waiting, 1);
    copy.close();
    await assert.rejects(ours.receive(), EndOfPipeError);
    ours.close();
  });

  test("comes back to a thread that has let go of the pipe", async () => {
    const { ours, theirs } = new Pair();
    const ourHandle = describeHandle(ours)?.data;
    const theirHandle = describeHandle(theirs)?.data;
    ours.close();
    await theirs.send(1);
    theirs.close();
    const ourAgain = reviveConnection(ourHandle);
    assert.equal(await ourAgain.receive(), 1);
    assert.equal(ourAgain.tryReceive(), undefined);
    reviveConnection(theirHandle).close();
    assert.throws(() => ourAgain.tryReceive(), EndOfPipeError);
    assert.throws(() => reviveConnection(theirHandle), ClosedError);
    ourAgain.close();
  });

  test("travels inside of a message", async () => {
    using pair = new Pair();
    const [ours, theirs] = pipe<string, number>();
    await pair.ours.send({ answer: theirs });
    theirs.close();
    // It is what was sent.
    const { answer } = (await pair.theirs.receive()) as { answer: Connection<number, string> };
    await answer.send("here");
    assert.equal(await ours.receive(), "here");
    answer.close();
    await assert.rejects(ours.receive(), EndOfPipeError);
    ours.close();
  });

  test("that is garbage is closed", async () => {
    setFlagsFromString("--expose-gc");
    // A fresh context has the function that the flag has just added.
    const collect = runInNewContext("gc") as () => void;
    const [ours] = pipe();
    const end = assert.rejects(ours.receive(), EndOfPipeError);
    const ended = end.then(() => true);
    while (!(await Promise.race([ended, new Promise((resolve) => setImmediate(resolve))])))
      collect();
    ours.close();
  });
});
