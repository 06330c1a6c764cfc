import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { inspect, types } from "node:util";
import { roundTrip } from "./round-trip.ts";

/** The stack is an accessor from Node 24 on, and may be data on the other side. */
function fieldsOf(error: Error): unknown {
  const { stack, ...fields } = Object.getOwnPropertyDescriptors(error);
  return { ...fields, hidden: stack?.enumerable };
}

test("an object that captured a stack keeps it", () => {
  const value = { id: 1 };
  Error.captureStackTrace(value);
  const arrived = roundTrip(value);
  assert.equal(Reflect.get(arrived, "stack"), Reflect.get(value, "stack"));
  assert.deepEqual(Object.keys(arrived), ["id"]);
});

test("built-in errors keep class, message, stack, cause and their own fields", () => {
  for (const Type of [
    Error,
    EvalError,
    RangeError,
    ReferenceError,
    SyntaxError,
    TypeError,
    URIError,
  ]) {
    const error = Object.assign(new Type("text", { cause: { why: 1 } }), { code: "E", extra: [1] });
    const arrived = roundTrip(error);
    assert.ok(types.isNativeError(arrived));
    assert.equal(Object.getPrototypeOf(arrived), Type.prototype);
    assert.equal(arrived.stack, error.stack);
    assert.deepEqual(arrived.cause, { why: 1 });
    assert.deepEqual(fieldsOf(arrived), fieldsOf(error));
  }
});

test("an AggregateError keeps its errors, and an error may be its own cause", () => {
  const inner = new Error("inner");
  const error = new AggregateError([inner, inner], "all");
  error.cause = error;
  const arrived = roundTrip(error);
  assert.ok(arrived instanceof AggregateError);
  assert.equal(arrived.errors[0], arrived.errors[1]);
  assert.equal(arrived.cause, arrived);
});

test("an error without a message or stack gets none", () => {
  const error = new Error();
  Reflect.deleteProperty(error, "stack");
  const arrived = roundTrip(error);
  assert.deepEqual(Reflect.ownKeys(arrived), []);
});

test("the errors of Node arrive with their codes", () => {
  const thrown = (run: () => unknown): Error => {
    try {
      run();
    } catch (error) {
      assert.ok(error instanceof Error);
      return error;
    }
    throw new Error("nothing was thrown");
  };
  const missing = thrown(() => readFileSync("/does/not/exist"));
  assert.deepStrictEqual(roundTrip(missing), missing);
  const misused = thrown(() => readFileSync(0.5));
  const arrived = roundTrip(misused, { functions: () => assert.fail("asked for a class") });
  assert.ok(arrived instanceof TypeError);
  assert.deepEqual(
    [arrived.message, arrived.stack, Reflect.get(arrived, "code")],
    [misused.message, misused.stack, Reflect.get(misused, "code")],
  );
});

test("a DOMException keeps name, message, code and stack", () => {
  const error = new DOMException("text", "AbortError");
  const arrived = roundTrip(error);
  assert.ok(arrived instanceof DOMException);
  assert.deepEqual(
    [arrived.name, arrived.message, arrived.code, arrived.stack],
    ["AbortError", "text", DOMException.ABORT_ERR, error.stack],
  );
});

test("an error arrives even when what hangs on it can't be sent: then it says so", () => {
  const error = Object.assign(new RangeError("text"), {
    fine: { id: 1 },
    socket: { list: [{ id: 2 }, Promise.resolve()] },
    callback: () => 1,
    after: [{ id: 3 }],
  });
  const arrived = roundTrip({ error, next: { id: 4 }, again: error.fine });
  assert.deepEqual(arrived.error.fine, { id: 1 });
  assert.match(inspect(arrived.error.socket), /not sent: a Promise/);
  assert.match(inspect(arrived.error.callback), /not sent: the function/);
  assert.deepEqual([arrived.error.after, arrived.next], [[{ id: 3 }], { id: 4 }]);
  assert.equal(arrived.again, arrived.error.fine);
});

test("an error of a class that can't be sent arrives as the built-in class above it, with its name", () => {
  class PaymentError extends TypeError {
    override readonly name = "PaymentError";
  }
  const arrived = roundTrip(new PaymentError("no"));
  assert.equal(Object.getPrototypeOf(arrived), TypeError.prototype);
  assert.equal(String(arrived), "PaymentError: no");
  class Unnamed extends RangeError {
    override get name(): string {
      return "Inherited";
    }
  }
  assert.equal(String(roundTrip(new Unnamed("no"))), "Inherited: no");
});
