import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Connection } from "../../src/channel/connection.ts";
import { pipe } from "../../src/channel/pipe.ts";
import { EndOfPipeError } from "../../src/errors.ts";
import { Process, Thread } from "../../src/index.ts";
import { Value } from "../../src/sync/value.ts";
import type { ChildClass } from "../contracts/child-class.ts";

/** Sends back what comes, until the pipe ends. */
async function echo(connection: Connection<unknown, unknown>): Promise<string> {
  for await (const value of connection) await connection.send(value);
  return "end";
}

function echoBlocking(connection: Connection): string {
  try {
    for (;;) connection.sendSync(connection.receiveSync());
  } catch (error) {
    return String(error);
  }
}

async function sendMany(connection: Connection<never, number[]>, own: number): Promise<void> {
  for (let serial = 0; serial < 500; serial += 1) await connection.send([own, serial]);
}

const places: Omit<ChildClass, "idOf">[] = [
  { name: "a process", make: (options) => new Process(options) },
  { name: "a thread", make: (options) => new Thread(Object.assign({ dedicated: true }, options)) },
];

for (const { name, make } of places) {
  describe(`a pipe between here and ${name}`, () => {
    test("carries values there and back, and ends with the last copy of an end", async () => {
      const [ours, theirs] = pipe();
      const child = make({ target: echo, args: [theirs] });
      child.start();
      theirs.close();
      for (const value of [1, "two", { three: [3] }, undefined]) {
        await ours.send(value);
        assert.deepEqual(await ours.receive(), value);
      }
      ours.close();
      assert.equal(await child.result(), "end");
      await child.join();
    });

    test("lets the child block", async () => {
      const [ours, theirs] = pipe<Uint8Array, Uint8Array>();
      const child = make({ target: echoBlocking, args: [theirs] });
      child.start();
      theirs.close();
      const big = new Uint8Array(3_000_000).fill(7);
      for (const value of [Uint8Array.of(), big, Uint8Array.of(1)]) {
        await ours.send(value);
        assert.deepEqual(await ours.receive(), value);
      }
      ours.close();
      assert.match(String(await child.result()), /^EndOfPipeError/);
      await child.join();
    });

    test("carries what is shared, which the child hasn't known", async () => {
      const [ours, theirs] = pipe<number, { value: Value; answers: Connection }>();
      const child = make({
        target: (connection: Connection<{ value: Value; answers: Connection }, number>) => {
          const { value, answers } = connection.receiveSync();
          answers.sendSync(value.add(4));
        },
        args: [theirs],
      });
      child.start();
      theirs.close();
      const value = new Value("int32", 3);
      const [result, answers] = pipe<number>({ duplex: false });
      await ours.send({ value, answers });
      answers.close();
      assert.equal(await result.receive(), 3);
      await assert.rejects(result.receive(), EndOfPipeError);
      assert.equal(value.get(), 7);
      for (const each of [ours, result, value]) each.close();
      await child.join();
    });

    test("ends when the child does", async () => {
      const [ours, theirs] = pipe<string>();
      const child = make({
        target: async (connection: Connection<unknown, string>) => {
          await connection.send("last");
          connection.close();
        },
        args: [theirs],
      });
      child.start();
      theirs.close();
      assert.equal(await ours.receive(), "last");
      await assert.rejects(ours.receive(), EndOfPipeError);
      ours.close();
      await child.join();
    });

    test("ends when the child is killed", async () => {
      const [ours, theirs] = pipe<string>();
      const child = make({
        target: async (connection: Connection<unknown, string>) => {
          for (const word of ["one", "two"]) await connection.send(word);
          await connection.receive();
        },
        args: [theirs],
      });
      child.start();
      theirs.close();
      assert.equal(await ours.receive(), "one");
      await ours.poll({ timeout: Infinity });
      if (child instanceof Process) child.kill();
      else child.terminate();
      assert.equal(await ours.receive(), "two");
      await assert.rejects(ours.receive(), EndOfPipeError);
      await assert.rejects(ours.send("?"), EndOfPipeError);
      ours.close();
      await child.join();
    });

    test("ends when the child is killed before it has begun", async () => {
      const [ours, theirs] = pipe();
      const [other, third] = pipe();
      const child = make({ target: () => [theirs, third] });
      child.start();
      theirs.close();
      child.kill();
      other.close();
      third.close();
      await assert.rejects(ours.receive(), EndOfPipeError);
      ours.close();
      await child.join();
    });

    test("takes what several send, and loses and reorders nothing", async () => {
      const [ours, theirs] = pipe<number[], never>({ capacity: 4_096 });
      const children = [0, 1, 2].map((own) => make({ target: sendMany, args: [theirs, own] }));
      for (const child of children) child.start();
      theirs.close();
      const next = [0, 0, 0];
      for await (const [own = 0, serial] of ours) {
        assert.equal(serial, next[own]);
        next[own] = (next[own] ?? 0) + 1;
      }
      assert.deepEqual(next, [500, 500, 500]);
      ours.close();
      for (const child of children) await child.join();
    });
  });
}

test("an end of a pipe can be handed on to a grandchild", async () => {
  const [ours, theirs] = pipe<string, string>();
  const child = new Process({
    target: async (connection: typeof theirs) => {
      await connection.send("from the child");
      const grandchild = new Process({ target: echo, args: [connection] });
      grandchild.start();
      connection.close();
      await grandchild.join();
    },
    args: [theirs],
  });
  child.start();
  theirs.close();
  assert.equal(await ours.receive(), "from the child");
  await ours.send("to the grandchild");
  assert.equal(await ours.receive(), "to the grandchild");
  ours.close();
  await child.join();
  assert.equal(child.exitCode, 0);
});
