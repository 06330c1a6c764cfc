import assert from "node:assert/strict";
import { test } from "node:test";
import type { FunctionDecoding, FunctionEncoding, Reduction } from "../../src/codec/custom.ts";
import { NotSendableError } from "../../src/errors.ts";
import { decoded, encoded, roundTrip } from "./round-trip.ts";

/** Functions travel as numbers here, what they hold as `own`; on the other side the same ones come out. */
class Table implements FunctionEncoding, FunctionDecoding {
  readonly named: object[] = [];
  readonly #known: (Function | object)[] = [];
  readonly refused = new WeakSet<object>();

  reduce(value: Function): Reduction {
    if (value.name === "secret") throw new NotSendableError(["captured variable 'key'"], "no");
    const own: unknown = Reflect.get(value, "own");
    const head = this.#known.push(value) - 1;
    return own === undefined
      ? { head }
      : { head, body: () => ({ own }), path: (steps) => ["of the function", ...steps] };
  }

  reduceObject(value: object): Reduction | undefined {
    return this.named.includes(value) ? { head: this.#known.push(value) - 1 } : undefined;
  }

  refuse(value: object): string | undefined {
    return this.refused.has(value) ? "is a net.Socket, which is open" : undefined;
  }

  create(head: unknown): Function | object {
    const found = this.#known[Number(head)];
    assert.ok(found !== undefined);
    return found;
  }

  readonly filled: [Function | object, unknown][] = [];

  fill(shell: Function | object, body: unknown): void {
    this.filled.push([shell, body]);
  }
}

function withTable(): { table: Table; context: { functions: () => Table } } {
  const table = new Table();
  return { table, context: { functions: () => table } };
}

test("a function is named by its head, and its body may lead back to it", () => {
  const { table, context } = withTable();
  const own: object = {};
  const recursive = Object.assign(() => 1, { own });
  recursive.own = { self: recursive };
  const arrived = roundTrip({ a: recursive, b: recursive }, context);
  assert.equal(arrived.a, recursive);
  assert.equal(arrived.b, recursive);
  assert.equal(table.filled.length, 1);
  const [[shell, body] = []] = table.filled;
  assert.equal(shell, recursive);
  assert.equal((body as { own: { self: unknown } }).own.self, recursive);
});

test("a head that leads back to its function is refused", () => {
  const loop = (): number => 1;
  const functions = (): FunctionEncoding => ({
    reduce: (value) => ({ head: [value] }),
    reduceObject: () => undefined,
    refuse: () => undefined,
  });
  assert.throws(() => encoded(loop, { functions }), /refers back/);
});

test("nobody is asked for functions when there are none", () => {
  const functions = (): never => assert.fail("asked");
  const value = [
    { a: [1, "x", null] },
    new Map([[1, new Date(0)]]),
    Buffer.from("x"),
    /x/,
    new Error("x"),
    Object.create(null),
  ];
  assert.deepEqual(roundTrip(value, { functions }), value);
});

test("without help functions and instances are refused", () => {
  class Point {
    readonly x = 1;
  }
  assert.throws(
    () => encoded({ f: () => 1 }),
    /^NotSendableError: \.f -> the function 'f' can't be sent/,
  );
  assert.throws(() => encoded([new Point()]), /\[0\] -> an instance of Point can't be sent/);
  assert.throws(
    () =>
      encoded({
        get a() {
          return 1;
        },
      }),
    /accessor \.a/,
  );
});

test("what hinders a function is told with the path to it and the path inside", () => {
  const { context } = withTable();
  const secret = (): number => 1;
  const holder = Object.assign(() => 1, { own: [Promise.resolve()] });
  const pathOf = (value: unknown): readonly string[] => {
    try {
      encoded(value, context);
    } catch (error) {
      assert.ok(error instanceof NotSendableError);
      return error.path;
    }
    return assert.fail("it was sent");
  };
  assert.deepEqual(pathOf({ deps: [secret] }), [".deps", "[0]", "captured variable 'key'"]);
  assert.deepEqual(pathOf({ holder }), [".holder", "of the function", ".own", "[0]"]);
});

test("an instance is its class, its nature and its own properties; no constructor runs", () => {
  const { context } = withTable();
  let constructed = 0;
  class Point {
    readonly x: number;
    constructor(x: number) {
      constructed += 1;
      this.x = x;
    }
  }
  class List extends Array<number> {
    label = "l";
    override push(): number {
      throw new Error("is not to be called");
    }
  }
  class Index extends Map<string, unknown> {
    self: unknown = this;
    override [Symbol.iterator](): MapIterator<[string, unknown]> {
      throw new Error("is not to be called");
    }
  }
  class Tags extends Set<string> {}
  class Failure extends TypeError {
    readonly detail = { id: 1 };
  }
  class Moment extends Date {
    zone = "x";
    override getTime(): number {
      return 0;
    }
  }
  class Pattern extends RegExp {}
  class Bytes extends Uint8Array {
    label = "b";
  }
  const samples = [
    new Point(1),
    List.from([1, 2, 3]),
    new Index(),
    new Tags(["a"]),
    new Failure("f"),
    new Moment(5),
    new Pattern("a", "g"),
    new Bytes(4),
  ];
  (samples[2] as Index).set("k", samples[0]);
  constructed = 0;
  const arrived = roundTrip(samples, context);
  for (const [index, sample] of samples.entries()) {
    assert.notEqual(arrived[index], sample);
    assert.equal(Object.getPrototypeOf(arrived[index]), Object.getPrototypeOf(sample));
  }
  const [point, list, index, tags, failure, moment, pattern, bytes] = arrived;
  assert.equal(constructed, 0);
  assert.deepEqual(Object.entries(point ?? {}), [["x", 1]]);
  assert.deepEqual([[...(list as List)], (list as List).label], [[1, 2, 3], "l"]);
  assert.equal((index as Index).get("k"), point);
  assert.equal((index as Index).self, index);
  assert.ok((tags as Tags).has("a"));
  assert.deepEqual(
    [(failure as Failure).detail, (failure as Failure).stack],
    [{ id: 1 }, (samples[4] as Failure).stack],
  );
  assert.equal(Date.prototype.getTime.call(moment), 5);
  assert.ok((pattern as Pattern).test("a"));
  assert.deepEqual([(bytes as Bytes).length, (bytes as Bytes).label], [4, "b"]);
});

test("a class may hold its own instance", () => {
  const { table, context } = withTable();
  class Single {
    static own: unknown;
    readonly id = 1;
  }
  const single = new Single();
  Single.own = { instance: single };
  const arrived = roundTrip(single, context);
  assert.ok(arrived instanceof Single);
  assert.equal(arrived.id, 1);
  const [[, body] = []] = table.filled;
  assert.equal((body as { own: { instance: unknown } }).own.instance, arrived);
});

test("an object made from another object keeps it as prototype, shared", () => {
  const { context } = withTable();
  const base = { greet: () => "hi" };
  const value = [
    Object.assign(Object.create(base) as object, { a: 1 }),
    Object.create(base) as object,
  ];
  const [first, second] = roundTrip(value, context);
  assert.deepEqual(Object.entries(first ?? {}), [["a", 1]]);
  assert.equal(Object.getPrototypeOf(first), Object.getPrototypeOf(second));
  assert.deepEqual(Object.keys(Object.getPrototypeOf(first) as object), ["greet"]);
});

test("accessors travel as functions and aren't called", () => {
  const { context } = withTable();
  const value = {
    get now(): never {
      throw new Error("is not to be called");
    },
    set now(_: unknown) {
      throw new Error("is not to be called");
    },
    plain: 1,
  };
  const arrived = roundTrip(value, context);
  assert.deepEqual(
    Object.getOwnPropertyDescriptors(arrived),
    Object.getOwnPropertyDescriptors(value),
  );
});

test("objects that travel by name do, objects that may not be copied don't travel", () => {
  const { table, context } = withTable();
  const module = { run: () => 1 };
  class Socket {}
  const socket = new Socket();
  table.named.push(module);
  table.refused.add(socket);
  assert.equal(roundTrip({ module }, context).module, module);
  assert.throws(
    () => encoded({ socket }, context),
    /\.socket -> this is a net\.Socket, which is open/,
  );
});

test("functions for which nobody is there on arrival are an error", () => {
  const { context } = withTable();
  assert.throws(() => decoded(encoded(() => 1, context)), { code: "ERR_SKEIN_CORRUPT" });
});
