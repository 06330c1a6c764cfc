import assert from "node:assert/strict";
import { test } from "node:test";
import { finishedProgram } from "./program.ts";

test("a program lives until it knows of the end of a worker whose connection closes late", async () => {
  const { code, output, errors } = await finishedProgram("late-end-program.js");
  assert.deepEqual({ code, output, errors }, { code: 0, output: "ended with -9\n", errors: "" });
});
