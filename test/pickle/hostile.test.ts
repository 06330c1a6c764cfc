import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UnpicklingError } from "../../src/errors.ts";
import { decodePickle } from "../../src/pickle/decode.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { Op } from "../../src/pickle/opcodes.ts";
import { skimRequest } from "../../src/pickle/skim.ts";
import { isTuple, Tuple } from "../../src/pickle/tuple.ts";
import { Pickled } from "../../src/pickle/pickled.ts";
import { describe } from "./describe.ts";
import { Dict } from "../../src/pickle/dict.ts";
import { losslessValue, plainValue } from "./values.ts";

/** Gives what comes of bytes that nobody wrote: a value, or an error that is meant for the reader. */
function attempt(bytes: Uint8Array): void {
  for (const options of [
    { form: "lossless" },
    { form: "natural" },
    { form: "lossless", opaque: true },
  ] as const) {
    try {
      decodePickle(bytes, options);
    } catch (error) {
      assert.ok(error instanceof UnpicklingError, String(error));
    }
  }
  const skimmed = skimRequest(bytes);
  for (const value of skimmed?.args ?? []) encodePickle(value, { protocol: 5 });
}

// Making values takes longer than decoding them.
const requests = fc
  .sample(losslessValue, 60)
  .map((value) =>
    Buffer.from(
      encodePickle(new Tuple(["7f12", "put", new Tuple([value]), new Dict([["a", value]])])),
    ),
  );

/** Requests of plain data, in which nothing is shared between the arguments. */
const plainRequests = fc.sample(fc.tuple(plainValue, plainValue), 80).map(([first, second]) => {
  const others = [new Tuple([second, Buffer.from("ab")]), new Set([1, "a"]), new Map([[1, [2]]])];
  const args = new Tuple([[first], ...others.map((other) => structuredArgument(other))]);
  return Buffer.from(encodePickle(new Tuple(["7f12", "put", args, { timeout: 1.5 }])));
});

/** An argument that the decoder has read: nothing in it is anybody else's. */
function structuredArgument(value: unknown): unknown {
  return decodePickle(encodePickle(value), { form: "lossless" });
}

test("a pickle cut anywhere is an error", () => {
  fc.assert(
    fc.property(losslessValue, (value) => {
      const bytes = encodePickle(value);
      for (let length = 0; length < bytes.length; length += 1 + (length >> 4))
        assert.throws(() => decodePickle(bytes.slice(0, length)), UnpicklingError);
    }),
    { numRuns: 60 },
  );
});

test("a pickle with changed bytes is an error or a value", () => {
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.constantFrom(...requests), changes, (whole, list) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, byte] of list) bytes[at % bytes.length] = byte;
      attempt(bytes);
    }),
    { numRuns: 5_000 },
  );
});

test("what is skimmed from changed bytes is what the decoder reads", () => {
  const opcode = fc.oneof(fc.constantFrom(...Object.values(Op)), fc.nat(255));
  const changes = fc.array(fc.tuple(fc.nat(), opcode), { minLength: 1, maxLength: 2 });
  let skims = 0;
  fc.assert(
    fc.property(fc.constantFrom(...plainRequests), changes, (whole, list) => {
      const bytes = Uint8Array.from(whole);
      for (const [at, byte] of list) bytes[at % bytes.length] = byte;
      const skimmed = skimRequest(bytes);
      if (skimmed === undefined) return;
      skims += 1;
      const value = decodePickle(bytes, { form: "lossless" });
      assert.ok(isTuple(value) && isTuple(value.items[2]));
      const args = skimmed.args.map((arg) =>
        arg instanceof Pickled ? arg.build({ form: "lossless" }) : arg,
      );
      assert.equal(
        describe([skimmed.ident, skimmed.method, args]),
        describe([value.items[0], value.items[1], value.items[2].items]),
      );
      const spliced = decodePickle(
        encodePickle([[1], [2], [3], ...skimmed.args], { protocol: 5 }),
        { form: "lossless" },
      );
      assert.equal(describe(spliced), describe([[1], [2], [3], ...args]));
    }),
    { numRuns: 10_000 },
  );
  assert.ok(skims > 100, `only ${skims} were skimmed`);
});

test("random opcodes are an error or a value", () => {
  const byte = fc.oneof(fc.constantFrom(...Object.values(Op)), fc.nat(255), fc.nat(3));
  const bytes = fc
    .array(byte, { maxLength: 60 })
    .map((list) => Uint8Array.from([Op.proto, 4, ...list, Op.stop]));
  fc.assert(fc.property(bytes, attempt), { numRuns: 10_000 });
});

test("a length without bytes behind it allocates nothing", () => {
  const lengths = [
    [Op.binunicode, 0xff, 0xff, 0xff, 0xff],
    [Op.binbytes, 0xff, 0xff, 0xff, 0x7f],
    [Op.binunicode8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    [Op.binbytes8, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0],
    [Op.bytearray8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    [Op.long4, 0xff, 0xff, 0xff, 0x7f],
    [Op.long4, 0xff, 0xff, 0xff, 0xff],
    [Op.long1, 0xff],
    [Op.binstring, 0xff, 0xff, 0xff, 0xff],
    [Op.frame, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
  ];
  for (const list of lengths) {
    const bytes = Uint8Array.from([Op.proto, 5, ...list, Op.stop]);
    assert.throws(() => decodePickle(bytes), UnpicklingError);
    assert.equal(skimRequest(bytes), undefined);
  }
});

test("ints that would take long are an error", () => {
  const digits = Buffer.from(`I${"9".repeat(5_000)}\n.`);
  assert.throws(() => decodePickle(digits), /5000 digits/);
  const long = Buffer.concat([
    Buffer.from([Op.long4, 0x10, 0x27, 0, 0]),
    Buffer.alloc(10_000, 1),
    Buffer.from("."),
  ]);
  assert.throws(() => decodePickle(long), /10000 bytes; 4096 are allowed/);
  assert.equal(typeof decodePickle(long, { budget: { integerBytes: 10_000 } }), "bigint");
});

test("what a message may build grows with its length", () => {
  const flood = (code: number): Buffer =>
    Buffer.concat([Buffer.from("("), Buffer.alloc(8_000_000, code), Buffer.from("l.")]);
  for (const code of [Op.emptyDict, Op.emptySet, Op.emptyList])
    assert.throws(() => decodePickle(flood(code)), /more than its length allows/);
  const calls = Buffer.concat([
    Buffer.from("cbuiltins\nset\nq\x00(", "latin1"),
    Buffer.from("h\x00)R".repeat(1_000_000), "latin1"),
    Buffer.from("l."),
  ]);
  assert.throws(() => decodePickle(calls), /more than its length allows/);
  const empty = Array.from({ length: 300_000 }, () => []);
  assert.equal((decodePickle(encodePickle(empty)) as unknown[]).length, 300_000);
});

test("numbers of the memo that are far apart take no memory between them", () => {
  const puts = Array.from({ length: 1000 }, (_, index) => {
    const number = Buffer.alloc(4);
    number.writeUInt32LE(0xffff_ffff - index * 7);
    return Buffer.concat([Buffer.from("r"), number]);
  });
  const bytes = Buffer.concat([
    Buffer.from("K\x01"),
    ...puts,
    Buffer.from("j\xff\xff\xff\xff.", "latin1"),
  ]);
  assert.equal(decodePickle(bytes), 1);
});

test("what nests a million deep is read, and an error where it is written", () => {
  const depth = 1_000_000;
  const bytes = Buffer.concat([
    Buffer.alloc(depth, Op.emptyList),
    Buffer.alloc(depth - 1, Op.append),
    Buffer.from("."),
  ]);
  const value = decodePickle(bytes, { budget: { memory: 1e9 } });
  assert.throws(() => encodePickle(value), {
    code: "ERR_SKEIN_NOT_SENDABLE",
    message: /nested more than 1000 deep/,
  });
});

test("keys that double with every level are an error", () => {
  // t = (); t = (t, t); …
  const levels = Array.from({ length: 60 }, () => "2\x86").join("");
  const bytes = Buffer.from(`\x80\x04})${levels}K\x01s.`, "latin1");
  assert.throws(() => decodePickle(bytes, { form: "lossless" }), /too long|nested too deeply/);
});

test("many keys that cost much are an error, too", () => {
  const tuple = "K\x01\x85".padEnd(3) + "2\x86".repeat(14);
  const many = `\x80\x04${tuple}q\x00}(${"h\x00N".repeat(100_000)}u.`;
  assert.throws(() => decodePickle(Buffer.from(many, "latin1"), { form: "lossless" }), /too long/);
});

test("forbidden globals are an error before anything is built", () => {
  const names = [
    ["os", "system"],
    ["posix", "system"],
    ["builtins", "eval"],
    ["builtins", "exec"],
    ["builtins", "getattr"],
    ["__builtin__", "eval"],
    ["functools", "partial"],
    ["multiprocessing.connection", "rebuild_connection"],
    ["builtins", "__proto__"],
    ["builtins", "constructor"],
    ["copyreg", "__newobj__"],
  ];
  for (const [module, name] of names) {
    const bytes = Buffer.from(`c${module}\n${name}\n(S'x'\ntR.`);
    assert.throws(() => decodePickle(bytes), {
      code: "ERR_SKEIN_UNPICKLING",
      message: /isn't allowed/,
    });
    const instance = Buffer.from(`(S'x'\ni${module}\n${name}\n.`);
    assert.throws(() => decodePickle(instance), /isn't allowed/);
  }
});

test("a name that is only a name can't be called", () => {
  assert.throws(() => decodePickle(Buffer.from("cbuiltins\nint\n(S'5'\ntR.")), /mustn't be/);
  // In the opaque mode it is a record that nobody carries out.
  assert.doesNotThrow(() =>
    decodePickle(Buffer.from("cbuiltins\nint\n(S'5'\ntR."), { opaque: true }),
  );
});

test("a class's name with a newline isn't written for Python 2, where it would be opcodes", () => {
  const bytes = Buffer.from("\x80\x04\x8c\x02os\x8c\x0bx\ncos\nsyst\n\x93.", "latin1");
  const name = decodePickle(bytes, { opaque: true });
  assert.throws(() => encodePickle(name, { protocol: 2 }), { code: "ERR_SKEIN_NOT_SENDABLE" });
});

test("__proto__ is a key like any other", () => {
  const bytes = Buffer.from("}(U\x09__proto__}U\x08pollutedI01\nsu.", "latin1");
  const value = decodePickle(bytes) as object;
  assert.deepEqual(Object.keys(value), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(Reflect.get({}, "polluted"), undefined);
});
