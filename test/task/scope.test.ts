import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { CancelledError } from "../../src/errors.ts";
import { currentScope, runInScope } from "../../src/task/current-scope.ts";
import { Scope, type Interruptible } from "../../src/task/scope.ts";

class Wait implements Interruptible {
  readonly reasons: unknown[] = [];

  interrupt(reason: unknown): void {
    this.reasons.push(reason);
  }
}

describe("a scope", () => {
  test("is current in what it runs, over awaits, and not outside", async () => {
    const scope = new Scope();
    const inner = runInScope(scope, async () => {
      await Promise.resolve();
      return currentScope();
    });
    assert.equal(currentScope(), undefined);
    assert.equal(await inner, scope);
  });

  test("ends all waits that are under way when it is cancelled, each once", () => {
    const scope = new Scope();
    const waits = [new Wait(), new Wait(), new Wait()] as const;
    for (const wait of waits) scope.enter(wait);
    scope.leave(waits[1]);
    scope.cancel("enough");
    scope.cancel("again");
    assert.deepEqual(
      waits.map(({ reasons }) => reasons),
      [["enough"], [], ["enough"]],
    );
  });

  test("keeps a cancellation for the next wait when none is under way, and then leaves the following ones alone", () => {
    const scope = new Scope();
    scope.cancel();
    assert.throws(() => scope.enter(new Wait()), CancelledError);
    scope.enter(new Wait());
    scope.throwIfCancelled();
  });

  test("has told of a cancellation when a wait was under way", () => {
    const scope = new Scope();
    scope.enter(new Wait());
    scope.cancel();
    scope.throwIfCancelled();
    assert.ok(scope.reason instanceof CancelledError);
  });

  test("has a signal that stays aborted, whether asked for before or after", () => {
    const [early, late] = [new Scope(), new Scope()];
    const { signal } = early;
    early.cancel("enough");
    late.cancel("enough");
    assert.deepEqual([signal.aborted, signal.reason], [true, "enough"]);
    assert.deepEqual([late.signal.aborted, late.signal.reason], [true, "enough"]);
  });
});
