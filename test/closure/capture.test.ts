import assert from "node:assert/strict";
import { test } from "node:test";
import { captureFunction } from "../../src/closure/capture.ts";
import { NotSendableError } from "../../src/errors.ts";

const constant = 3;
const list = [1, 2];
let changing = 0;

test("a function that captures nothing or constants is captured once", () => {
  const alone = (x: number): number => x + 1;
  const deep = (x: number): number => alone(x) * constant;
  for (const f of [alone, deep]) {
    const captured = captureFunction(f);
    assert.equal(captured.pure, true);
    assert.equal(captureFunction(f), captured);
  }
});

test("a function that captures an object is captured anew, and is the same while the object is", () => {
  const sum = (): number => list.reduce((a, b) => a + b);
  const captured = captureFunction(sum);
  assert.equal(captured.pure, false);
  assert.equal(captureFunction(sum), captured);
  list.push(3);
  const changed = captureFunction(sum);
  assert.notEqual(changed.id, captured.id);
  assert.notDeepEqual(changed.bytes, captured.bytes);
});

test("a function that captures what is assigned to is captured with the value of the moment", () => {
  const read = (): number => changing;
  const captured = captureFunction(read);
  assert.equal(captured.pure, false);
  assert.equal(captureFunction(read), captured);
  changing += 1;
  assert.notEqual(captureFunction(read).id, captured.id);
});

test("functions made by the same code share it", () => {
  const make = (k: number) => (): number => k;
  const one = captureFunction(make(1));
  const two = captureFunction(make(2));
  assert.notEqual(one.id, two.id);
  assert.equal(one.units[0]?.hash, two.units[0]?.hash);
  assert.equal(one.units.length, 1);
});

test("built-in functions and exports need no code", () => {
  assert.equal(captureFunction(Math.max).units.length, 0);
  assert.equal(captureFunction(captureFunction).units.length, 0);
  assert.equal(captureFunction(captureFunction).imports.length, 1);
});

test("a reference names its module and needs no code", () => {
  const captured = captureFunction({ module: "node:path", name: "join" });
  assert.equal(captured.pure, true);
  assert.equal(captured.units.length, 0);
  assert.equal(captureFunction({ module: "path", name: "join" }), captured);
});

test("buffers beside the bytes are copied at the capture", () => {
  const large = new Uint8Array(1024 * 1024).fill(1);
  const first = (): number => large[0] ?? 0;
  const captured = captureFunction(first);
  large.fill(2);
  for (const attachment of captured.attachments) {
    assert.ok(attachment instanceof ArrayBuffer);
    assert.equal(new Uint8Array(attachment)[0], 1);
  }
  assert.notEqual(captureFunction(first), captured);
});

test("what isn't a function or a reference is refused", () => {
  // @ts-expect-error -- this is what is tried
  assert.throws(() => captureFunction({ module: "x" }), /must be a function or \{ module, name \}/);
});

test("the error names the way to what can't be sent", () => {
  const conn = new AbortController();
  const holder = { deep: [conn] };
  function handler(): unknown {
    return holder;
  }
  assert.throws(
    () => captureFunction(handler),
    (error) => {
      assert.ok(error instanceof NotSendableError);
      const [title, ...steps] = error.path;
      assert.match(title ?? "", /^function 'handler' \(test\/closure\/capture\.test\.ts:\d+:3\)$/);
      assert.deepEqual(steps, ["captured variable 'holder'", ".deep", "[0]"]);
      assert.match(error.reason, /AbortController/);
      return true;
    },
  );
});

test("the function is found again by the codec's own path in bound functions, properties and superclasses", () => {
  const weak = new WeakMap();
  const withProperty = (): number => 1;
  Object.assign(withProperty, { weak });
  assert.throws(
    () => captureFunction(withProperty),
    /function 'withProperty' \(.*\) -> \.weak -> a WeakMap/,
  );
  const bound = function (this: unknown): unknown {
    return this;
  }.bind({ weak });
  assert.throws(() => captureFunction(bound), /bound this -> \.weak -> a WeakMap/);
  class Base {
    static weak = weak;
  }
  class Derived extends Base {}
  assert.throws(
    () => captureFunction(() => new Derived()),
    /captured variable 'Derived' -> class 'Derived' \(.*\) -> superclass -> class 'Base' \(.*\) -> captured variable 'weak'/,
  );
});

test("functions with the same text are told apart by their place, asynchronous arrow functions too", () => {
  const made = [
    () => changing,
    () => changing,
    async () => list,
    async () => list,
    async (value: number) => value,
    async (value: number) => value,
    async function () {
      return constant;
    },
    async function () {
      return constant;
    },
  ];
  const columns = made.map((each) => {
    const [unit] = captureFunction(each).units;
    return `${unit?.lineOffset}:${unit?.columnOffset}`;
  });
  assert.equal(new Set(columns).size, made.length);
});

// oxlint-disable-next-line prefer-const -- that it is assigned later is the point
let late: string | undefined;
const readLate = (): string | undefined => late;
const before = captureFunction(readLate);
late = "here";

let twice: string | undefined;
const readTwice = (): string | undefined => twice;
twice = "one";
const between = captureFunction(readTwice);
twice = "two";

let looped: number | undefined;
for (const value of [1, 2]) looped = value;
const readLooped = (): number | undefined => looped;

let { open } = { open: 1 };
const readOpen = (): number => open;
const whileOpen = captureFunction(readOpen);
open = 2;

let inFunction: number | undefined;
const setInFunction = (): void => {
  inFunction = 1;
};
setInFunction();
const readInFunction = (): number | undefined => inFunction;

// As the compiler makes it of a `using` outside of functions.
// oxlint-disable-next-line no-var
var disposed: string | undefined;
try {
  disposed = "in use";
} finally {
  // What it holds is disposed of here.
}
const readDisposed = (): string | undefined => disposed;

// oxlint-disable-next-line no-var
for (var turn of [1, 2]);
const readTurn = (): number => turn;

test("a variable that is given its one value later, outside of functions, as `using` is compiled, is as good as a constant", () => {
  assert.equal(before.pure, false);
  const captured = captureFunction(readLate);
  assert.notDeepEqual(captured.bytes, before.bytes);
  assert.equal(captured.pure, true);
  assert.equal(captureFunction(readDisposed).pure, true);
});

test("a variable that is given values twice, in a loop, in a function, or besides a pattern isn't", () => {
  assert.notDeepEqual(captureFunction(readTwice).bytes, between.bytes);
  assert.notDeepEqual(captureFunction(readOpen).bytes, whileOpen.bytes);
  for (const target of [readTwice, readLooped, readOpen, readInFunction, readTurn])
    assert.equal(captureFunction(target).pure, false);
});
