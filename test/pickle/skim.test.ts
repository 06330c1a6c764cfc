import assert from "node:assert/strict";
import { after, describe as suite, it, test } from "node:test";
import fc from "fast-check";
import { decodePickle } from "../../src/pickle/decode.ts";
import { Dict } from "../../src/pickle/dict.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { Float } from "../../src/pickle/float.ts";
import { Op } from "../../src/pickle/opcodes.ts";
import { Pickled } from "../../src/pickle/pickled.ts";
import { skimRequest } from "../../src/pickle/skim.ts";
import { Tuple } from "../../src/pickle/tuple.ts";
import { describe } from "./describe.ts";
import { noPython, PythonPickles } from "./python.ts";
import { losslessValue } from "./values.ts";

function requestOf(...args: readonly unknown[]): Tuple {
  return new Tuple(["7f12", "put", new Tuple(args), new Dict()]);
}

function lossless(bytes: Uint8Array): unknown {
  return decodePickle(bytes, { form: "lossless" });
}

test("scalars are given at once, and all else as it came", () => {
  const args = [
    null,
    true,
    false,
    5,
    300,
    -1,
    2 ** 40,
    2n ** 60n,
    new Float(2),
    1.5,
    "text",
    "é",
    [1],
  ];
  const skimmed = skimRequest(encodePickle(requestOf(...args)));
  assert.ok(skimmed !== undefined);
  assert.equal(skimmed.ident, "7f12");
  assert.equal(skimmed.method, "put");
  assert.equal(skimmed.kwds, undefined);
  assert.equal(skimmed.id, undefined);
  assert.equal(skimmed.protocol, 4);
  assert.equal(describe(skimmed.args.slice(0, -1)), describe(args.slice(0, -1)));
  const last = skimmed.args.at(-1);
  assert.ok(last instanceof Pickled);
  assert.deepEqual(last.build(), [1]);
  // Another one each time.
  assert.notEqual(last.build(), last.build());
});

test("keywords and the numbers of a multiplexed request are read", () => {
  const request = new Tuple([null, "get", new Tuple([]), { timeout: 1.5, block: true }, 77, 9]);
  const skimmed = skimRequest(encodePickle(request));
  assert.deepEqual(skimmed, {
    ident: null,
    method: "get",
    args: [],
    kwds: new Map<string, unknown>([
      ["timeout", 1.5],
      ["block", true],
    ]),
    id: 77,
    read: 9,
    protocol: 4,
  });
});

test("what is skimmed and put into another pickle is what it was, for any value", () => {
  const prefixes = fc.constantFrom<unknown[]>(
    [],
    ["#RETURN"],
    [[], {}],
    Array.from({ length: 300 }, () => []),
    Array.from({ length: 900 }, () => []),
  );
  let skims = 0;
  fc.assert(
    fc.property(losslessValue, prefixes, fc.constantFrom(4, 5), (value, prefix, protocol) => {
      const bytes = encodePickle(requestOf(value, "x"), { protocol });
      const skimmed = skimRequest(bytes);
      if (skimmed === undefined) return;
      skims += 1;
      const [first] = skimmed.args;
      if (first instanceof Pickled)
        assert.equal(describe(first.build({ form: "lossless" })), describe(value));
      const spliced = encodePickle([...prefix, first, [first], "end"], { protocol: 5 });
      const built = encodePickle(
        [...prefix, value, lossless(encodePickle([value], { protocol: 5 })), "end"],
        { protocol: 5 },
      );
      assert.equal(describe(lossless(spliced)), describe(lossless(built)));
      assert.equal(describe(lossless(encodePickle(first, { protocol: 2 }))), describe(value));
    }),
    { numRuns: 500 },
  );
  assert.ok(skims > 50, `only ${skims} were skimmed`);
});

test("what calls or names something is left to the decoder", () => {
  for (const value of [new Date(), new Error("no"), 10n ** 700n])
    assert.equal(skimRequest(encodePickle(requestOf(value))), undefined);
});

test("an argument that refers to another one is left to the decoder", () => {
  const list = [1];
  assert.equal(skimRequest(encodePickle(requestOf(list, list))), undefined);
  assert.notEqual(skimRequest(encodePickle(requestOf([list, list]))), undefined);
});

test("what a reader would fail at is left to the decoder", () => {
  // What stands in the place of the one argument.
  const broken = [
    "]]s",
    "]K\x01K\x02s",
    "}]K\x01s",
    "}K\x01\x85]\x85K\x01s",
    "}(K\x01u",
    "](K\x01u",
    "}(K\x01e",
    "\x8f(]\x90",
    "(]\x91",
    "}K\x01a",
    "h\x63",
    "j\x63\0\0\0",
    "\x8c\x01\xff",
    "X\x01\0\0\0\xff",
    "U\x01\xff",
    "0",
    "N0N",
    "2",
    "(1",
    "N(1",
    "N\x85(t",
    "\x94",
    "\x85\x85",
    "(",
    "\x96\0\0\0\0\0\0\0\0",
    "\x97",
    "Q",
    "cos\nsystem\n",
    "\x80\x04N",
    "C\xff",
    "J\x01",
    "G\x01",
    "\x8b\xff\xff\xff\xff",
    "\x8c\x02\xed\xa0",
    "N\x8c\x01aq\x09",
    "\x95\xff\xff\0\0\0\0\0\0N",
  ];
  const around = (text: string): Buffer =>
    Buffer.from(`\x80\x04(\x8c\x01i\x94\x8c\x01m\x94${text}\x85\x94}\x94t\x94.`, "latin1");
  assert.deepEqual(skimRequest(around("N"))?.args, [null]);
  for (const text of broken)
    assert.equal(skimRequest(around(text)), undefined, JSON.stringify(text));
});

test("what is no request is left to the decoder", () => {
  const others = [
    "",
    "\x80\x04N.",
    "\x80\x04).",
    "\x80\x04(\x8c\x01i\x8c\x01m)t.",
    "\x80\x04(\x8c\x01i\x8c\x01m]}t.",
    "\x80\x04(\x8c\x01iK\x01)}t.",
    "\x80\x04(\x8c\x01i\x8c\x01m)}K\x01K\x01K\x01t.",
    "\x80\x04(\x8c\x01i\x8c\x01m)}K\x01Nt.",
    "\x80\x04(\x8c\x01i\x8c\x01m)]t.",
    "\x80\x04(\x8c\x01i\x8c\x01m(\x91}t.",
    "\x80\x04(\x8c\x01i\x8c\x01m)}\x85t.",
    "(U\x01iU\x01m)}t.",
    "\x80\x04(\x8c\x01i\x8c\x01m)}t",
    "\x80\x04(\x8c\x01i\x8c\x01m)}l.",
    "\x80\x04(\x8c\x01i\x8c\x01m)}\x8c\x01xt.",
    "\x80\x04(\x8c\x01i\x8c\x01m(N\x85\x91}t.",
    "\x80\x02(\x8c\x01i\x8c\x01m)}t.",
  ];
  for (const text of others)
    assert.equal(skimRequest(Buffer.from(text, "latin1")), undefined, JSON.stringify(text));
});

test("a large value isn't copied, and a small one doesn't keep a large message alive", () => {
  const large = skimRequest(encodePickle(requestOf(Buffer.alloc(100_000))));
  const [value] = large?.args ?? [];
  assert.ok(value instanceof Pickled);
  assert.ok((value.pieces[0]?.length ?? 0) > 100_000);
  const chunk = Buffer.alloc(1_000_000);
  const request = encodePickle(requestOf(["few"]));
  chunk.set(request);
  const [small] = skimRequest(chunk.subarray(0, request.length))?.args ?? [];
  assert.ok(small instanceof Pickled);
  assert.ok((small.pieces[0]?.buffer.byteLength ?? Infinity) < 1000);
});

test("a message that takes more than the budget is left to the decoder", () => {
  const bytes = encodePickle(requestOf(Array.from({ length: 1000 }, () => ({}))));
  assert.notEqual(skimRequest(bytes), undefined);
  assert.equal(skimRequest(bytes, { memory: 1000 }), undefined);
});

suite("with requests of a real python3", { skip: noPython }, () => {
  const python = new PythonPickles();
  after(async () => await python[Symbol.asyncDispose]());
  const values = [
    "[{'id': i, 'name': 'name%d' % i, 'score': i * 1.5, 'tags': ['a', 'b']} for i in range(1000)]",
    "[[b'x' * 100000, 'y' * 100000], [b'z' * 70000]]",
    "{(1, 'a'): {2, 3}, frozenset([1]): [True, None, 2.0]}",
    "value = [1, {}]\nvalue.append(value)\nvalue[1]['me'] = [value, value]",
    "(1, 2, 3, 4, (5, (6, [7])))",
    "'x' * 1000",
    "[[i] for i in range(5000)]",
  ];
  for (const text of values) {
    it(`passes on ${text}`, async () => {
      for (const protocol of [2, 3, 4, 5]) {
        const lines = text.includes("\n") ? text : `value = ${text}`;
        const bytes = await python.dumps(
          `${lines}\nvalue = ('7f12', 'put', (value,), {})`,
          protocol,
        );
        const skimmed = skimRequest(bytes);
        if (skimmed === undefined) {
          // Bytes and sets are calls up to protocol 2 and 3.
          assert.match(protocol < 4 ? text : "", /b'|\{2, 3\}|frozenset/);
          continue;
        }
        const [value] = skimmed.args;
        const padding = Array.from({ length: 600 }, () => []);
        for (const written of [2, 4, 5] as const) {
          const replies: [unknown, string][] = [
            [value, text],
            [new Tuple(["#RETURN", value]), `${lines}\nvalue = ('#RETURN', value)`],
            [
              new Tuple([value, padding, value, "#"]),
              `${lines}\nvalue = (value, [[]] * 600, value, '#')`,
            ],
          ];
          for (const [reply, expected] of replies)
            assert.equal(
              await python.same(encodePickle(reply, { protocol: written }), expected),
              "same",
              `${protocol} ${written}`,
            );
        }
      }
    });
  }

  it("accepts padding of the memo", async () => {
    const bytes = Buffer.from([
      Op.proto,
      4,
      Op.mark,
      Op.none,
      ...Array.from({ length: 100 }, () => Op.memoize),
      Op.pop,
      Op.emptyList,
      Op.memoize,
      Op.binget,
      100,
      Op.tuple,
      Op.stop,
    ]);
    assert.equal(await python.holds(bytes, "value[0] is value[1]"), "True");
  });
});
