import assert from "node:assert/strict";
import { test } from "node:test";
import { NotSendableError, WorkerLostError } from "../../src/errors.ts";
import { finishedProgram } from "../worker/program.ts";
import type { ChildClass } from "./child-class.ts";

/** What the functions of children give, and how children exit: the same for every kind. */
export function childResultsContract({ name, make, idOf }: ChildClass): void {
  test(`${name}: gives what the target returned, from its arguments`, async () => {
    const child = make({ target: (a: number, b: string) => b.repeat(a), args: [3, "x"] });
    child.start();
    assert.equal(await child.result(), "xxx");
    assert.equal(await child.result(), "xxx");
    assert.equal(await child.join(), true);
    assert.equal(await child.result(), "xxx");
  });

  test(`${name}: awaits a promise and runs a generator to its end`, async () => {
    const promising = make({ target: async () => ({ deep: new Map([[1, "one"]]) }) });
    const generating = make({
      *target() {
        yield 1;
        yield 2;
      },
    });
    promising.start();
    generating.start();
    assert.deepEqual(await promising.result(), { deep: new Map([[1, "one"]]) });
    assert.deepEqual(await generating.result(), [1, 2]);
    await Promise.all([promising.join(), generating.join()]);
  });

  test(`${name}: gives what the target threw, as the error that it was, and exits with 1`, async () => {
    const child = make({
      target: () => {
        throw Object.assign(new RangeError("too much"), { limit: 7 });
      },
    });
    child.start();
    await assert.rejects(child.result(), (error) => {
      assert.ok(error instanceof RangeError);
      assert.equal(error.message, "too much");
      assert.equal(Reflect.get(error, "limit"), 7);
      return true;
    });
    await child.join();
    assert.equal(child.exitCode, 1);
  });

  test(`${name}: process.exit in the target gives the exit code and no result`, async () => {
    const child = make({ target: () => process.exit(3) });
    child.start();
    await assert.rejects(child.result(), (error) => {
      assert.ok(error instanceof WorkerLostError);
      assert.equal(error.exitCode, 3);
      return true;
    });
    assert.equal(await child.join(), true);
    assert.equal(child.exitCode, 3);
  });

  test(`${name}: process.exitCode set in the target is the exit code`, async () => {
    const child = make({
      target: () => {
        process.exitCode = 5;
        return "done";
      },
    });
    child.start();
    assert.equal(await child.result(), "done");
    await child.join();
    assert.equal(child.exitCode, 5);
  });

  test(`${name}: lives on after its target has returned until nothing is left to do`, async () => {
    const child = make({
      target: () => {
        setTimeout(() => {
          process.exitCode = 6;
        }, 20);
      },
    });
    child.start();
    await child.result();
    await child.join();
    assert.equal(child.exitCode, 6);
  });

  test(`${name}: an error thrown after the target has returned ends it with 1`, async () => {
    const child = make({
      target: () => {
        setImmediate(() => {
          throw new Error("later");
        });
        return "first";
      },
    });
    child.start();
    assert.equal(await child.result(), "first");
    await child.join();
    assert.equal(child.exitCode, 1);
  });

  test(`${name}: a rejection that nobody handles while the target runs is its result`, async () => {
    const child = make({
      target: async () => {
        void Promise.reject(new TypeError("nobody's"));
        await new Promise((resolve) => setTimeout(resolve, 60_000));
      },
    });
    child.start();
    await assert.rejects(child.result(), TypeError);
    await child.join();
    assert.equal(child.exitCode, 1);
  });

  test(`${name}: a result that can't be sent is the failure of result() alone`, async () => {
    const child = make({
      target: () => () => new WeakMap([[{}, 1]]).constructor && new WeakRef({}),
    });
    const weak = make({ target: () => new WeakMap() });
    weak.start();
    await assert.rejects(weak.result(), NotSendableError);
    await weak.join();
    assert.equal(weak.exitCode, 0);
    child.close();
  });

  test(`${name}: without a target it does nothing and ends`, async () => {
    const child = make();
    child.start();
    assert.equal(await child.result(), undefined);
    await child.join();
    assert.equal(child.exitCode, 0);
  });

  test(`${name}: an argument that can't be sent is refused by start, and nothing runs`, async () => {
    const weak = new WeakMap();
    const child = make({ target: (_value: unknown) => 1, args: [weak] });
    assert.throws(() => child.start(), NotSendableError);
    assert.equal(child.isAlive, false);
    assert.equal(idOf(child), undefined);
  });

  test(`${name}: arguments are copied when start is called`, async () => {
    const list = [1, 2];
    const child = make({ target: (items: number[]) => items.length, args: [list] });
    child.start();
    list.push(3);
    assert.equal(await child.result(), 2);
    await child.join();
  });

  test(`${name}: an error that nobody caught is shown on stderr, headed by the name`, async () => {
    const now = await finishedProgram("child-program.js", [name, "throws"]);
    assert.equal(now.output, "exit code 1\n");
    assert.match(
      now.errors,
      /(Process|Exception in thread) unlucky:\nTypeError: thrown in the child\n {4}at /,
    );
    const later = await finishedProgram("child-program.js", [name, "throws-later"]);
    assert.equal(later.output, "exit code 1\n");
    assert.match(
      later.errors,
      /(Process|Exception in thread) unlucky:\nTypeError: thrown later\n {4}at /,
    );
    assert.equal(later.errors.match(/TypeError/g)?.length, 1);
  });
}
