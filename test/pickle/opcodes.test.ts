import assert from "node:assert/strict";
import { test } from "node:test";
import { decodePickle } from "../../src/pickle/decode.ts";
import { Op, opcodeName } from "../../src/pickle/opcodes.ts";
import { describe } from "./describe.ts";

/** For every opcode a pickle in which it stands, as Latin-1, and what `describe` says of the value. */
const cases: Readonly<Record<keyof typeof Op, readonly [string, string] | "error">> = {
  mark: ["(l.", "Array()"],
  stop: ["N.", "null"],
  pop: ["K\x01K\x020.", "1"],
  popMark: ["K\x01(K\x02K\x031.", "1"],
  dup: ["]2\x86.", "Tuple(Array(), #0)"],
  float: [
    "(F1.5\nF-2.0\nF1e400\nFnan\nF-inf\nl.",
    "Array(1.5, Float(-2), Infinity, NaN, -Infinity)",
  ],
  int: [
    "(I5\nI-7\nI00\nI01\nI123456789012345678901\nl.",
    "Array(5, -7, false, true, 123456789012345678901n)",
  ],
  binint: ["J\xff\xff\xff\xff.", "-1"],
  binint1: ["K\xff.", "255"],
  long: ["(L5L\nL-123456789012345678901L\nL7\nl.", "Array(5, -123456789012345678901n, 7)"],
  binint2: ["M\x01\x02.", "513"],
  none: ["N.", "null"],
  persid: "error",
  binpersid: "error",
  reduce: ["\x80\x04cbuiltins\ncomplex\nG\0\0\0\0\0\0\0\0K\x01\x86R.", "Complex(0 1)"],
  string: [
    "(S'a\\n\\x41\\'\\101'\nS\"b\"\nS'\\xff'\nl.",
    'Array("a\\nAA\'A", "b", Uint8Array(ff))'.replace("AA'A", "A'A"),
  ],
  binstring: ["T\x02\0\0\0ab.", '"ab"'],
  shortBinstring: ["(U\x02abU\x01\xe9l.", 'Array("ab", Uint8Array(e9))'],
  unicode: ["V\\u0041\\U0001f600\xe9\\n\\\\u0041\n.", JSON.stringify("A\u{1f600}\xe9\\n\\\\u0041")],
  binunicode: ["X\x02\0\0\0\xc3\xa9.", '"\xe9"'],
  append: ["]K\x01a.", "Array(1)"],
  build: [
    "cbuiltins\nKeyError\n)R}U\x01aK\x01sb.",
    'PythonException(builtins KeyError  Dict("a": 1))',
  ],
  global: ["cbuiltins\nint\n.", 'GlobalName("module": "builtins", "name": "int")'],
  dict: ["(K\x01K\x02d.", "Dict(1: 2)"],
  appends: ["](K\x01K\x02e.", "Array(1, 2)"],
  get: ["]p300\ng300\n\x86.", "Tuple(Array(), #0)"],
  binget: ["]q\x07h\x07\x86.", "Tuple(Array(), #0)"],
  inst: ["(U\x01xibuiltins\nValueError\n.", 'PythonException(builtins ValueError "x" undefined)'],
  longBinget: ["]r\x00\x01\0\0j\x00\x01\0\0\x86.", "Tuple(Array(), #0)"],
  list: ["(K\x01K\x02l.", "Array(1, 2)"],
  obj: ["(cbuiltins\nValueError\nU\x01xo.", 'PythonException(builtins ValueError "x" undefined)'],
  put: ["]p5\ng5\n\x86.", "Tuple(Array(), #0)"],
  binput: ["]q\x00h\x00\x86.", "Tuple(Array(), #0)"],
  longBinput: ["]r\x00\x00\x01\x00j\x00\x00\x01\x00\x86.", "Tuple(Array(), #0)"],
  setitem: ["}K\x01K\x02s.", "Dict(1: 2)"],
  tuple: ["(K\x01K\x02t.", "Tuple(1, 2)"],
  setitems: ["}(K\x01K\x02K\x03Nu.", "Dict(1: 2, 3: null)"],
  binfloat: ["(G?\xf8\0\0\0\0\0\0G@\0\0\0\0\0\0\0l.", "Array(1.5, Float(2))"],
  emptyTuple: [").", "Tuple()"],
  emptyList: ["].", "Array()"],
  emptyDict: ["}.", "Dict()"],
  proto: ["\x80\x05N.", "null"],
  newobj: ["cbuiltins\nset\n)\x81.", "PythonSet()"],
  ext1: "error",
  ext2: "error",
  ext4: "error",
  tuple1: ["K\x01\x85.", "Tuple(1)"],
  tuple2: ["K\x01K\x02\x86.", "Tuple(1, 2)"],
  tuple3: ["K\x01K\x02K\x03\x87.", "Tuple(1, 2, 3)"],
  newtrue: ["\x88.", "true"],
  newfalse: ["\x89.", "false"],
  long1: [
    "(\x8a\0\x8a\x01\xff\x8a\x09\0\0\0\0\0\0\0\0\x01l.",
    "Array(0, -1, 18446744073709551616n)",
  ],
  long4: ["\x8b\x02\0\0\0\0\x80.", "-32768"],
  binbytes: ["B\x02\0\0\0\x01\xff.", "Uint8Array(01ff)"],
  shortBinbytes: ["C\x02\x01\xff.", "Uint8Array(01ff)"],
  shortBinunicode: ["\x8c\x02\xc3\xa9.", '"\xe9"'],
  binunicode8: ["\x8d\x01\0\0\0\0\0\0\0a.", '"a"'],
  binbytes8: ["\x8e\x01\0\0\0\0\0\0\0\xff.", "Uint8Array(ff)"],
  emptySet: ["\x8f.", "PythonSet()"],
  additems: ["\x8f(K\x01K\x02\x90.", "PythonSet(1 2)"],
  frozenset: ["(K\x01K\x02\x91.", "FrozenSet(1 2)"],
  newobjEx: ["cbuiltins\nset\n)}\x92.", "PythonSet()"],
  stackGlobal: [
    "\x8c\x08builtins\x8c\x03int\x93.",
    'GlobalName("module": "builtins", "name": "int")',
  ],
  memoize: ["]\x94\x94h\x01\x86.", "Tuple(Array(), #0)"],
  frame: ["\x80\x04\x95\x02\0\0\0\0\0\0\0N.", "null"],
  bytearray8: ["\x96\x01\0\0\0\0\0\0\0\xff.", "ByteArray(ff)"],
  nextBuffer: "error",
  readonlyBuffer: "error",
};

for (const [name, expected] of Object.entries(cases)) {
  // They are its keys.
  const code = Op[name as keyof typeof Op];
  const does = expected === "error" ? "is refused" : "does what it does in Python";
  test(`${name} ${does}`, () => {
    assert.equal(opcodeName(code), name);
    if (expected === "error") {
      const bytes = Uint8Array.from([Op.none, code, 0x30, 0x0a, Op.stop]);
      assert.throws(() => decodePickle(bytes), new RegExp(`${name} isn't known or isn't allowed`));
      return;
    }
    const [text, described] = expected;
    const bytes = Buffer.from(text, "latin1");
    assert.ok(bytes.includes(code));
    assert.equal(describe(decodePickle(bytes, { form: "lossless" })), described);
  });
}

test("what stands behind a value that isn't there is an error", () => {
  const broken = [
    "",
    ".",
    "0.",
    "2.",
    "a.",
    "]a.",
    "]K\x01s.",
    "K\x01K\x02s.",
    "K\x01(K\x02e.",
    "(K\x01K\x02e.",
    "}(K\x01u.",
    "t.",
    "l.",
    "d.",
    "1.",
    "\x85.",
    "N\x86.",
    "N\x87.",
    "\x94.",
    "q\x00.",
    "h\x00.",
    "j\0\0\0\0.",
    "(\x94.",
    "N(.",
    "\x90.",
    "](N\x90.",
    "\x91.",
    "R.",
    "NR.",
    "N)R.",
    "b.",
    "Nb.",
    "NNb.",
    "\x81.",
    "\x92.",
    "\x93.",
    "NN\x93.",
    "\x80\x06N.",
    "I5x\n.",
    "F1.5x\n.",
    "F\n.",
    "S'a\n.",
    "Sa\n.",
    "V\\U00110000\n.",
    "p-1\n.",
    "]px\n.",
    "o.",
    "(o.",
    "X\x01\0\0\0\xff.",
    "\x8c\x02\xc3(.",
    "\x8c\x03\xed\xa0(.",
    "T\xff\xff\xff\xff.",
  ];
  for (const text of broken) {
    const bytes = Buffer.from(text, "latin1");
    assert.throws(
      () => decodePickle(bytes, { form: "lossless" }),
      { code: "ERR_SKEIN_UNPICKLING" },
      JSON.stringify(text),
    );
    assert.throws(
      () => decodePickle(bytes),
      { code: "ERR_SKEIN_UNPICKLING" },
      JSON.stringify(text),
    );
  }
});
