import assert from "node:assert/strict";
import { test } from "node:test";
import { AuthenticationError, QueueEmptyError, TimeoutError } from "../../src/errors.ts";
import { decodePickle } from "../../src/pickle/decode.ts";
import type { GlobalConstructor } from "../../src/pickle/decode-options.ts";
import { Dict } from "../../src/pickle/dict.ts";
import { encodePickle } from "../../src/pickle/encode.ts";
import { GlobalName } from "../../src/pickle/global-name.ts";
import { Opaque } from "../../src/pickle/opaque.ts";
import { PythonException } from "../../src/pickle/python-exception.ts";
import { isTuple, Tuple } from "../../src/pickle/tuple.ts";

class Token {
  typeid = "";
}

test("what has no counterpart is refused with the way to it", () => {
  class Mine {}
  const cases: [unknown, RegExp][] = [
    [
      { a: [1, { b: () => 1 }] },
      /^the value -> a -> 1 -> b -> a function has no counterpart in Python$|^the value -> .*function/,
    ],
    [[Symbol("x")], /the value -> \[0\] -> a symbol/],
    [new Map([["k", new Mine()]]), /\.k -> an object of the class Mine/],
    [[new Date(Number.NaN)], /invalid Date/],
    [new Map([[{ a: 1 }, 1]]), /key \[0\] -> a dict can't be a key/],
    [new WeakMap(), /WeakMap/],
  ];
  for (const [value, message] of cases)
    assert.throws(() => encodePickle(value), { code: "ERR_SKEIN_NOT_SENDABLE", message });
  // The encoder is as good as new afterwards.
  assert.deepEqual(decodePickle(encodePickle([1])), [1]);
});

test("an error is the exception that comes closest", () => {
  const cases: [Error, string, string][] = [
    [new QueueEmptyError(), "queue", "Empty"],
    [new TimeoutError("late", 5), "builtins", "TimeoutError"],
    [new AuthenticationError("no"), "multiprocessing.context", "AuthenticationError"],
    [new TypeError("no"), "builtins", "TypeError"],
    [new RangeError("no"), "builtins", "ValueError"],
    [new Error("no"), "builtins", "Exception"],
    [Object.assign(new Error("no"), { errno: -2, syscall: "open" }), "builtins", "OSError"],
    [
      new PythonException({ module: "threading", className: "BrokenBarrierError" }),
      "threading",
      "BrokenBarrierError",
    ],
  ];
  for (const [error, module, className] of cases) {
    for (const protocol of [2, 4] as const) {
      const arrived = decodePickle(encodePickle(error, { protocol }));
      assert.ok(arrived instanceof PythonException && arrived instanceof Error);
      // Python 2 has no TimeoutError; Python 3 itself writes it so.
      const expected = protocol === 2 && className === "TimeoutError" ? "OSError" : className;
      assert.deepEqual([arrived.module, arrived.className], [module, expected]);
    }
  }
});

test("an exception has the name and the text that it has in Python", () => {
  const cases: [PythonException, string][] = [
    [new PythonException({ className: "ValueError", args: ["why"] }), "why"],
    [new PythonException({ className: "KeyError", args: ["k"] }), "'k'"],
    [new PythonException({ className: "ValueError" }), ""],
    [new PythonException({ className: "ValueError", args: [2, "no"] }), "(2, 'no')"],
    [new PythonException({ className: "OSError", args: [2, "no"] }), "[Errno 2] no"],
    [
      new PythonException({ className: "FileNotFoundError", args: [2, "no", "a.txt"] }),
      "[Errno 2] no: 'a.txt'",
    ],
  ];
  for (const [error, message] of cases) {
    assert.equal(error.message, message);
    assert.equal(error.name, error.className);
  }
});

test("queue.Empty has one name here, whatever Python called it, and is written as queue.Empty", () => {
  for (const module of ["queue", "_queue", "Queue"]) {
    const arrived = decodePickle(Buffer.from(`\x80\x02c${module}\nEmpty\n)R.`, "latin1"));
    assert.ok(arrived instanceof PythonException);
    assert.equal(arrived.module, "queue");
    assert.ok(Buffer.from(encodePickle(arrived)).includes("\x05queue"));
    assert.ok(Buffer.from(encodePickle(arrived, { protocol: 2 })).includes("cQueue\nEmpty\n"));
  }
});

test("other objects are written and read as the options say", () => {
  const path = "multiprocessing.managers Token";
  const entry: GlobalConstructor = {
    construct: () => new Token(),
    build: (object, state) => {
      if (object instanceof Token && Array.isArray(state)) object.typeid = String(state[0]);
    },
  };
  const token = Object.assign(new Token(), { typeid: "Queue" });
  for (const protocol of [2, 4, 5] as const) {
    const bytes = encodePickle([token, token], {
      protocol,
      reduce: (value) =>
        value instanceof Token
          ? { global: path, form: "newobj", args: [], state: new Tuple([value.typeid]) }
          : undefined,
    });
    const arrived = decodePickle(bytes, { globals: new Map([[path, entry]]) });
    assert.ok(Array.isArray(arrived));
    assert.ok(arrived[0] instanceof Token);
    assert.equal(arrived[0].typeid, "Queue");
    assert.equal(arrived[1], arrived[0]);
    assert.throws(() => decodePickle(bytes), { code: "ERR_SKEIN_UNPICKLING", message: /Token/ });
  }
});

test("an object that protocol 0 makes by copyreg is made by the same constructor", () => {
  const text =
    "ccopy_reg\n_reconstructor\n(cmultiprocessing.managers\nToken\nc__builtin__\nobject\nNtR.";
  const globals = new Map<string, GlobalConstructor>([
    ["multiprocessing.managers Token", { construct: () => new Token() }],
  ]);
  assert.ok(decodePickle(Buffer.from(text), { globals }) instanceof Token);
});

test("a name without a constructor is a name", () => {
  const globals = new Map<string, GlobalConstructor>([["app Kind", {}]]);
  const name = decodePickle(Buffer.from("capp\nKind\n."), { globals });
  assert.ok(name instanceof GlobalName);
  assert.equal(name.path, "app Kind");
});

test("opaque objects keep all that they came with", () => {
  const text =
    "\x80\x04capp\nMine\n)\x81](K\x01K\x02e0capp\nMine\nK\x01\x85R(K\x05K\x06e(U\x01kU\x01vu}U\x01aK\x01sb\x86.";
  const value = decodePickle(Buffer.from(text, "latin1"), { form: "lossless", opaque: true });
  assert.ok(isTuple(value));
  const [made, called] = value.items;
  assert.ok(made instanceof Opaque && called instanceof Opaque);
  assert.equal(made.form, "newobj");
  assert.equal(called.form, "reduce");
  assert.deepEqual(called.args, [1]);
  assert.deepEqual(called.listItems, [5, 6]);
  assert.deepEqual(called.dictItems, ["k", "v"]);
  assert.ok(called.state instanceof Dict);
});

test("a message is another one each time, and later ones don't change it", () => {
  const first = encodePickle(["first", "x".repeat(30_000)]);
  const copy = Uint8Array.from(first);
  for (let index = 0; index < 100; index += 1) encodePickle([index, "y".repeat(index * 100)]);
  assert.deepEqual(Uint8Array.from(first), copy);
});

test("a getter or a reducer that encodes something else doesn't disturb", () => {
  const value = {
    get inner() {
      return encodePickle([1, 2, 3]);
    },
    after: 5,
  };
  assert.deepEqual(decodePickle(encodePickle(value)), {
    inner: Uint8Array.from(encodePickle([1, 2, 3])),
    after: 5,
  });
});
