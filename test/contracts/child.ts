import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import { inspect } from "node:util";
import { ClosedError, MisuseError, NotSendableError, WorkerLostError } from "../../src/errors.ts";
import type { ChildOptions } from "../../src/worker/child-options.ts";
import type { Child } from "../../src/worker/child.ts";
import { finishedProgram } from "../worker/program.ts";

/** A class of children under test. */
export interface ChildClass {
  /** "Process" or "Thread". */
  readonly name: string;
  readonly make: <Arguments extends readonly unknown[] = readonly [], Returned = unknown>(
    options?: ChildOptions<Arguments, Returned>,
  ) => Child<Returned>;
  /** The child's number, which is known from the start on. */
  readonly idOf: (child: Child) => number | undefined;
}

/** What every kind of child must do. */
export function childContract({ name, make, idOf }: ChildClass): void {
  test(`${name}: has no number before the start and one when start returns`, async () => {
    const child = make({ target: () => 1 });
    assert.equal(idOf(child), undefined);
    assert.equal(child.isAlive, false);
    child.start();
    const id = idOf(child);
    assert.equal(typeof id, "number");
    assert.equal(child.isAlive, true);
    assert.equal(child.exitCode, undefined);
    assert.equal(await child.join(), true);
    assert.equal(child.isAlive, false);
    assert.equal(child.exitCode, 0);
    assert.equal(idOf(child), id);
  });

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

  test(`${name}: what ends by itself in an endless loop is terminated or killed`, async () => {
    const spin = (): never => {
      for (;;);
    };
    for (const end of ["terminate", "kill"] as const) {
      const child = make({ target: spin });
      child.start();
      assert.equal(await child.join({ timeout: 0 }), false);
      assert.equal(await child.join({ timeout: -1 }), false);
      child[end]();
      assert.equal(await child.join(), true);
      assert.notEqual(child.exitCode, 0);
      await assert.rejects(child.result(), WorkerLostError);
      child.terminate();
      child.kill();
    }
  });

  test(`${name}: join within a limit gives whether it has ended, and can be repeated`, async () => {
    const child = make({ target: () => new Promise(() => setTimeout(() => {}, 60_000)) });
    child.start();
    assert.equal(await child.join({ timeout: 5 }), false);
    assert.equal(child.isAlive, true);
    child.kill();
    assert.equal(await child.join({ timeout: 60_000 }), true);
    assert.equal(await child.join({ timeout: 0 }), true);
  });

  test(`${name}: a wait ends with the reason of its signal, and the child goes on`, async () => {
    const child = make({ target: () => new Promise(() => setTimeout(() => {}, 60_000)) });
    child.start();
    const reason = new Error("enough");
    await assert.rejects(child.join({ signal: AbortSignal.abort(reason) }), reason);
    const controller = new AbortController();
    const joined = child.join({ signal: controller.signal });
    const result = child.result({ signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(joined, reason);
    await assert.rejects(result, reason);
    assert.equal(child.isAlive, true);
    child.kill();
    await child.join();
  });

  test(`${name}: a second start is refused`, async () => {
    const child = make({ target: () => 1 });
    child.start();
    assert.throws(() => child.start(), MisuseError);
    await child.join();
    assert.throws(() => child.start(), MisuseError);
  });

  test(`${name}: what needs a start is refused before it`, async () => {
    const child = make();
    await assert.rejects(child.join(), MisuseError);
    await assert.rejects(child.result(), MisuseError);
    assert.throws(() => child.terminate(), MisuseError);
    assert.throws(() => child.kill(), MisuseError);
  });

  test(`${name}: without a target it does nothing and ends`, async () => {
    const child = make();
    child.start();
    assert.equal(await child.result(), undefined);
    await child.join();
    assert.equal(child.exitCode, 0);
  });

  test(`${name}: an argument that can't be sent is refused by start, and nothing runs`, async () => {
    const server = createServer();
    const child = make({ target: (_value: unknown) => 1, args: [server] });
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

  test(`${name}: close is refused while it runs, and ends the use of the object`, async () => {
    const child = make({
      target: () => new Promise(() => setTimeout(() => {}, 60_000)),
      name: "closing",
    });
    child.start();
    assert.throws(() => child.close(), MisuseError);
    child.kill();
    await child.join();
    child.close();
    child.close();
    assert.equal(child.name, "closing");
    assert.match(inspect(child), /name='closing'.* closed/);
    assert.throws(() => child.isAlive, ClosedError);
    assert.throws(() => child.exitCode, ClosedError);
    assert.throws(() => child.daemon, ClosedError);
    assert.throws(() => idOf(child), ClosedError);
    assert.throws(() => child.start(), ClosedError);
    assert.throws(() => child.kill(), ClosedError);
    await assert.rejects(child.join(), ClosedError);
  });

  test(`${name}: a child that was never started can be closed`, () => {
    const child = make();
    child.close();
    assert.throws(() => child.start(), ClosedError);
  });

  test(`${name}: leaving an await using block waits for its end`, async () => {
    let inside: Child | undefined;
    {
      await using child = make({ target: () => 1 });
      inside = child;
      child.start();
    }
    assert.throws(() => inside.isAlive, ClosedError);
    {
      await using unused = make();
      assert.equal(unused.isAlive, false);
    }
  });

  test(`${name}: leaving a using block terminates it`, async () => {
    let result: Promise<unknown>;
    {
      using child = make({ target: () => new Promise(() => setTimeout(() => {}, 60_000)) });
      child.start();
      result = child.result();
    }
    await assert.rejects(result, WorkerLostError);
  });

  test(`${name}: the name is the class and a number, or what was given, and a string`, () => {
    const [first, second, named] = [make(), make(), make({ name: "special" })];
    const number = (child: Child): number => Number(/-(\d+)$/.exec(child.name)?.[1]);
    assert.match(first.name, new RegExp(`^${name}-\\d+$`));
    assert.equal(number(second), number(first) + 1);
    assert.equal(named.name, "special");
    named.name = "renamed";
    assert.equal(named.name, "renamed");
    assert.throws(() => Reflect.set(named, "name", 5), MisuseError);
    // @ts-expect-error a name is a string
    assert.throws(() => make({ name: 5 }), MisuseError);
  });

  test(`${name}: daemon may be set until the start`, async () => {
    const child = make({ target: () => 1 });
    assert.equal(child.daemon, false);
    child.daemon = true;
    assert.equal(child.daemon, true);
    assert.match(inspect(child), / daemon>$/);
    child.start();
    assert.throws(() => {
      child.daemon = false;
    }, MisuseError);
    await child.join();
  });

  test(`${name}: its text says what it is and how it stands`, async () => {
    const child = make({ target: () => 1, name: "text" });
    assert.match(inspect(child), new RegExp(`^<${name} name='text'( parent=\\d+)? initial>$`));
    child.start();
    const id = new RegExp(`^<${name} name='text' (pid|ident)=${idOf(child)}( parent=\\d+)? `);
    assert.match(inspect(child), id);
    assert.match(inspect(child), / started>$/);
    await child.join();
    assert.match(inspect(child), / stopped exitcode=0>$/);
  });

  test(`${name}: the program lives until it has ended, unless it is a daemon`, async () => {
    const waited = await finishedProgram("child-program.js", [name, "waited"]);
    assert.equal(waited.output, "main is done\nchild is done\n");
    assert.equal(waited.code, 0);
    const daemon = await finishedProgram("child-program.js", [name, "daemon"]);
    assert.equal(daemon.output, "child has begun\nmain is done\n");
    assert.equal(daemon.code, 0);
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
