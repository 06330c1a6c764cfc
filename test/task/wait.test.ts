import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TimeoutError } from "../../src/errors.ts";
import { waitWithin } from "../../src/task/wait.ts";

const never = new Promise<never>(() => {});

describe("waitWithin", () => {
  it("gives what the promise gives", async () => {
    assert.equal(await waitWithin(Promise.resolve(1)), 1);
    assert.equal(await waitWithin(Promise.resolve(2), { timeout: 1_000 }), 2);
    assert.equal(await waitWithin(Promise.resolve(3), { signal: new AbortController().signal }), 3);
  });

  it("rejects as the promise rejects", async () => {
    const error = new Error("no");
    await assert.rejects(waitWithin(Promise.reject(error), { timeout: 1_000 }), error);
  });

  it("rejects with TimeoutError that tells the limit", async () => {
    await assert.rejects(waitWithin(never, { timeout: 1 }), (error) => {
      assert.ok(error instanceof TimeoutError);
      assert.equal(error.timeout, 1);
      assert.equal(error.code, "ERR_SKEIN_TIMEOUT");
      return true;
    });
  });

  it("lets what is settled win over a timeout of 0, and over a negative one", async () => {
    assert.equal(await waitWithin(Promise.resolve("there"), { timeout: 0 }), "there");
    assert.equal(await waitWithin(Promise.resolve("there"), { timeout: -5 }), "there");
    await assert.rejects(waitWithin(never, { timeout: 0 }), TimeoutError);
  });

  it("rejects with the signal's reason, also when it is aborted already", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    const waiting = waitWithin(never, { signal: controller.signal });
    controller.abort(reason);
    await assert.rejects(waiting, reason);
    await assert.rejects(waitWithin(Promise.resolve(1), { signal: controller.signal }), reason);
  });
});
