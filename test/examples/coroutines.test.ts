import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linesOf } from "./program-lines.ts";

describe("examples of coroutines", () => {
  it("22: coroutines wait together, and processes of them work together", async () => {
    const lines = await linesOf("22-processes-and-coroutines");
    assert.equal(lines.length, 4, lines.join("\n"));
    assert.equal(lines[0], "100 pages, each 20 ms away and with some work to do");
    assert.equal(lines[1], "one after the other: N s");
    assert.equal(lines[2], "50 coroutines: N s, N times as fast");
    assert.match(lines[3] ?? "", /^\d+ processes of 50 coroutines: N s, N times as fast$/);
  });
});
