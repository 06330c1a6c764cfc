import assert from "node:assert/strict";
import { test } from "node:test";
import { addExtras, extrasOf } from "../../src/closure/own-properties.ts";

test("a function or class that is just its text has nothing besides", () => {
  class Plain {
    static create(): Plain {
      return new Plain();
    }
    get value(): number {
      return 1;
    }
    method(): void {}
  }
  assert.equal(
    extrasOf(() => 1, false),
    undefined,
  );
  assert.equal(
    extrasOf(function () {}, false),
    undefined,
  );
  assert.equal(
    extrasOf(function* () {}, false),
    undefined,
  );
  assert.equal(extrasOf(Plain, true), undefined);
});

test("properties, replaced methods and older classes are taken along with their flags", () => {
  class Changed {
    static count = 1;
    method(): number {
      return 1;
    }
  }
  Changed.prototype.method = () => 2;
  Object.defineProperty(Changed, "hidden", { value: 3, enumerable: false });
  const extras = extrasOf(Changed, true);
  assert.deepEqual(Object.getOwnPropertyNames(extras?.own), ["count", "hidden"]);
  assert.deepEqual(Object.getOwnPropertyNames(extras?.members), ["method"]);

  class Copy {}
  addExtras(Copy, extras ?? {});
  assert.equal(Reflect.get(Copy, "count"), 1);
  assert.equal(Object.getOwnPropertyDescriptor(Copy, "hidden")?.enumerable, false);
  assert.equal((new Copy() as Changed).method(), 2);
});

test("the prototype above a function's own one is kept", () => {
  const Parent = function (): void {} as unknown as new () => object;
  const Child = function (): void {} as unknown as new () => object;
  Child.prototype = Object.create(Parent.prototype as object) as object;
  const extras = extrasOf(Child, false);
  assert.equal(extras?.parent, Parent.prototype);
  const Copy = function (): void {} as unknown as new () => object;
  addExtras(Copy, extras ?? {});
  assert.ok(new Copy() instanceof Parent);
});
