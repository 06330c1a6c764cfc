import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { ClosedError, MisuseError, WorkerLostError } from "../../src/errors.ts";
import type { Child } from "../../src/worker/child.ts";
import { finishedProgram } from "../worker/program.ts";
import type { ChildClass } from "./child-class.ts";

/** What the handle on a child can do, and when: the same for every kind. */
export function childHandleContract({ name, make, idOf }: ChildClass): void {
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
}
