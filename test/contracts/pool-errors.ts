import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NotSendableError } from "../../src/index.ts";
import { minute, type PoolKind } from "./pool-kind.ts";

class OddError extends Error {
  readonly code: string;
  readonly detail: { readonly place: string };

  constructor(code: string, place: string, message: string) {
    super(message);
    this.code = code;
    this.detail = { place };
  }
}

/** How calls fail in every pool. */
export function poolErrors(kind: PoolKind): void {
  describe(`${kind.name}: errors`, minute, () => {
    it("keeps class, code, cause and fields of an error with an odd constructor", async () => {
      await using pool = kind.create(1);
      const fail = (): never => {
        throw Object.assign(new OddError("E_ODD", "attic", "odd"), {
          cause: new TypeError("inner"),
        });
      };
      await assert.rejects(pool.apply(fail, []), (error) => {
        assert.ok(error instanceof OddError);
        assert.deepEqual(
          [error.code, error.detail.place, error.message],
          ["E_ODD", "attic", "odd"],
        );
        assert.ok(error.cause instanceof TypeError);
        return true;
      });
    });

    it("shows where the error was thrown and where the call came from", async () => {
      await using pool = kind.create(1);
      const explode = (): never => {
        throw new Error("here");
      };
      async function callerOfPool(): Promise<unknown> {
        return pool.apply(explode, []);
      }
      await assert.rejects(callerOfPool(), (error) => {
        assert.ok(error instanceof Error && error.stack !== undefined);
        const [thrown, called] = error.stack.split("called from");
        assert.match(thrown ?? "", /at explode .*contracts\/pool-errors\.[jt]s/);
        assert.match(called ?? "", /callerOfPool/);
        return true;
      });
    });

    it("passes on whatever is thrown", async () => {
      await using pool = kind.create(1);
      for (const thrown of ["text", 7, null, undefined, { plain: true }]) {
        const outcome = await pool
          .apply(
            (value: unknown) => {
              throw value;
            },
            [thrown],
          )
          .then(
            () => "no error",
            (error: unknown) => ({ error }),
          );
        assert.deepEqual(outcome, { error: thrown });
      }
    });

    it("refuses an argument that can't be sent, naming the path, and goes on", async () => {
      await using pool = kind.create(1);
      const argument = { deep: [{ promise: Promise.resolve() }] };
      await assert.rejects(
        pool.apply((value: unknown) => value, [argument]),
        (error) => {
          assert.ok(error instanceof NotSendableError);
          assert.match(error.message, /deep.*0.*promise.*Promise/);
          return true;
        },
      );
      assert.equal(await pool.apply(() => 1, []), 1);
    });

    it("fails the call alone whose result can't be sent", async () => {
      await using pool = kind.create(1);
      const calls = await Promise.allSettled([
        pool.apply(() => 1, []),
        pool.apply(() => ({ weak: new WeakMap() }), []),
        pool.apply(() => 2, []),
      ]);
      assert.deepEqual(
        calls.map(({ status }) => status),
        ["fulfilled", "rejected", "fulfilled"],
      );
      await assert.rejects(
        pool.apply(function makeWeak() {
          return { weak: new WeakMap() };
        }, []),
        /result of 'makeWeak'.*weak/,
      );
    });

    it("sends an error without the parts that can't travel", async () => {
      await using pool = kind.create(1);
      const fail = (): never => {
        throw Object.assign(new Error("with luggage"), { code: "E_LUGGAGE", timer: new WeakMap() });
      };
      await assert.rejects(pool.apply(fail, []), { message: "with luggage", code: "E_LUGGAGE" });
    });

    it("tries again as often as asked, and then gives the error", async () => {
      await using pool = kind.create(1);
      const flaky = (needed: number): number => {
        const state = globalThis as { attempts?: number };
        state.attempts = (state.attempts ?? 0) + 1;
        if (state.attempts < needed) throw new Error(`attempt ${state.attempts}`);
        const { attempts } = state;
        state.attempts = 0;
        return attempts;
      };
      assert.equal(await pool.apply(flaky, [3], { retries: 2 }), 3);
      await assert.rejects(pool.apply(flaky, [9], { retries: 1 }), { message: "attempt 2" });
      assert.equal(pool.statistics().retried, 3);
    });

    it("rejects everything with what the initializer threw, and doesn't start workers for ever", async () => {
      const pool = kind.create({
        workers: 2,
        initializer: () => {
          throw new RangeError("no start");
        },
      });
      const early = pool.apply(() => 1, []);
      await assert.rejects(early, { name: "RangeError", message: "no start" });
      await assert.rejects(
        pool.apply(() => 1, []),
        RangeError,
      );
      assert.ok(pool.statistics().workersStarted <= 2);
      pool.close();
      await pool.join();
    });
  });
}
