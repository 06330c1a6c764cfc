import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decodeValue } from "../../src/codec/decode.ts";
import { encodeValue } from "../../src/codec/encode.ts";
import { Reader } from "../../src/codec/reader.ts";
import { registerReducer } from "../../src/codec/reduce.ts";
import { Writer } from "../../src/codec/writer.ts";
import { NotSendableError } from "../../src/errors.ts";
import { describeGraph, encoded, roundTrip } from "./round-trip.ts";

const primitives = [
  fc.string({ unit: "binary" }),
  fc.string(),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(undefined, null, -0, NaN, Infinity, 2 ** 31, -(2 ** 31), 127, 128, "\ud800"),
  fc.date({ noInvalidDate: true }),
];

const anything = fc.anything({
  values: primitives,
  withBoxedValues: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  maxDepth: 4,
});

test("what structured clone keeps arrives equal to what structured clone gives", () => {
  fc.assert(
    fc.property(anything, (value) => {
      assert.deepStrictEqual(roundTrip(value), structuredClone(value));
    }),
    { numRuns: 500 },
  );
});

test("objects without a prototype, which structured clone loses, arrive as what they were", () => {
  const values = fc.anything({ values: primitives, withNullPrototype: true, withMap: true });
  fc.assert(fc.property(values, (value) => assert.deepStrictEqual(roundTrip(value), value)));
});

/** A graph of `kinds.length` objects, in which each edge leads from one object to another, back, or to itself. */
function graph(kinds: readonly number[], edges: readonly (readonly [number, number])[]): unknown {
  const nodes = kinds.map((kind) => [{}, [], new Map(), new Set()][kind % 4] as object);
  for (const [index, [from, to]] of edges.entries()) {
    const source = nodes[from % nodes.length];
    const target = nodes[to % nodes.length];
    if (Array.isArray(source)) source.push(target, index);
    else if (source instanceof Map) source.set(index, target).set(target, index);
    else if (source instanceof Set) source.add(target).add(index);
    else Object.assign(source ?? {}, { [`key${index}`]: target });
  }
  return nodes;
}

test("in any graph the same objects meet in the same places, cycles included", () => {
  const kinds = fc.array(fc.nat(3), { minLength: 1, maxLength: 30 });
  const edges = fc.array(fc.tuple(fc.nat(40), fc.nat(40)), { maxLength: 80 });
  fc.assert(
    fc.property(kinds, edges, (kindsOf, edgesOf) => {
      const value = graph(kindsOf, edgesOf);
      assert.deepEqual(describeGraph(roundTrip(value)), describeGraph(value));
    }),
    { numRuns: 300 },
  );
});

test("many messages follow one another in one writer and are read one by one", () => {
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 10 }), (values) => {
      const writer = new Writer();
      writer.uint32(42);
      for (const value of values) encodeValue(writer, value, {});
      const reader = new Reader(writer.view());
      assert.equal(reader.uint32(), 42);
      for (const value of values) {
        assert.deepStrictEqual(decodeValue(reader, {}), structuredClone(value));
      }
      assert.equal(reader.remaining, 0);
    }),
  );
});

test("a message can be read without the ones before it", () => {
  const writer = new Writer();
  encodeValue(writer, { id: 1, name: "a" }, {});
  const second = writer.position;
  encodeValue(writer, { id: 2, name: "b" }, {});
  const reader = new Reader(writer.view().slice(second));
  assert.deepEqual(decodeValue(reader, {}), { id: 2, name: "b" });
});

test("a failure leaves the writer and the attachments as they were and the next value is not hurt", () => {
  const writer = new Writer();
  const attachments: unknown[] = ["before"];
  writer.byte(7);
  const bad = { big: new ArrayBuffer(40_000), list: [{ deep: { id: 1 } }, Promise.resolve()] };
  assert.throws(() => encodeValue(writer, bad, { attachments }), NotSendableError);
  assert.equal(writer.position, 1);
  assert.deepEqual(attachments, ["before"]);
  encodeValue(writer, [{ deep: { id: 1 } }], {});
  const reader = new Reader(writer.view());
  assert.equal(reader.byte(), 7);
  assert.deepEqual(decodeValue(reader, {}), [{ deep: { id: 1 } }]);
});

test("the error names the path to what can't be sent", () => {
  const offenders: [value: unknown, path: string[]][] = [
    [{ deps: { list: [Promise.resolve()] } }, [".deps", ".list", "[0]"]],
    [
      [0, new Map([["a b", new WeakMap()]])],
      ["[1]", 'value of "a b" in the Map'],
    ],
    [new Map([[new WeakSet(), 1]]), ["key of the Map"]],
    [new Set([new WeakSet()]), ["member of the Set"]],
    [{ "odd key": { 12: Promise.resolve() } }, ['["odd key"]', "[12]"]],
    [{ [Symbol.for("s")]: Promise.resolve() }, ["[Symbol(s)]"]],
    [Promise.resolve(), []],
  ];
  for (const [value, path] of offenders) {
    assert.throws(
      () => encoded(value),
      (error) => {
        assert.ok(error instanceof NotSendableError);
        assert.deepEqual(error.path, path);
        return true;
      },
    );
  }
});

test("a nesting too deep for the stack is refused and does no harm", () => {
  const root: { next?: object } = {};
  let last = root;
  for (let level = 0; level < 100_000; level += 1) last = last.next = {};
  assert.throws(() => encoded(root), /nested too deeply/);
  assert.throws(() => encoded(Array.from({ length: 100_000 }).reduce((inner) => [inner], [])), {
    code: "ERR_SKEIN_NOT_SENDABLE",
  });
  assert.deepEqual(roundTrip({ fine: true }), { fine: true });
});

test("some thousand levels are sent", () => {
  let root: unknown = null;
  for (let level = 0; level < 2_000; level += 1) root = { next: root };
  let levels = 0;
  let rest: unknown = roundTrip(root);
  for (; typeof rest === "object" && rest !== null && "next" in rest; rest = rest.next) levels += 1;
  assert.equal(levels, 2_000);
});

test("a reducer may encode other values while its object is being encoded", () => {
  class Inner {
    readonly bytes: Uint8Array;
    constructor(bytes: Uint8Array) {
      this.bytes = bytes;
    }
  }
  registerReducer(Inner, () => [Object, encoded([{ a: 1 }, { a: 2 }])]);
  const functions = () => ({
    reduce: () => ({ head: "Object" }),
    reduceObject: () => undefined,
    refuse: () => undefined,
    create: () => Object,
    fill: () => undefined,
  });
  const value = [{ a: 0 }, new Inner(new Uint8Array()), { a: 3 }];
  const [first, inner, last] = roundTrip(value, { functions });
  assert.deepEqual([first, last], [{ a: 0 }, { a: 3 }]);
  assert.ok(inner instanceof Uint8Array && inner.length > 0);
});

test("objects with the same keys in another order keep their own order", () => {
  const value = [{ a: 1, b: 2 }, { b: 3, a: 4 }, { a: 5 }, {}];
  assert.deepEqual(
    roundTrip(value).map((each) => Object.keys(each)),
    [["a", "b"], ["b", "a"], ["a"], []],
  );
});

test("more shapes than are kept, and more keys than a shape has, arrive whole", () => {
  const many = Array.from({ length: 3_000 }, (_, index) => ({ [`k${index}`]: index, same: 1 }));
  assert.deepEqual(roundTrip(many), many);
  const alike = Array.from({ length: 100 }, (_, index) => ({ first: 1, [`k${index}`]: index }));
  assert.deepEqual(roundTrip(alike), alike);
  const wide = Object.fromEntries(
    Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index]),
  );
  assert.deepEqual(roundTrip([wide, wide, { ...wide }]), [wide, wide, wide]);
});

test("an object of which thousands came before is still read right when its shape gets compiled", () => {
  const items = Array.from({ length: 1_000 }, (_, index) => ({
    id: index,
    'odd \u2028 "key"': `n${index}`,
    0: true,
  }));
  assert.deepEqual(roundTrip(items), items);
  assert.deepEqual(roundTrip(items), items);
});

test("a key named __proto__ is a key", () => {
  const value: unknown = JSON.parse('[{"__proto__": 1}, {"a": 1, "__proto__": {"b": 2}}]');
  assert.equal(JSON.stringify(roundTrip(value)), JSON.stringify(value));
});
