import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const program = fileURLToPath(new URL("programs/throwing-listener.js", import.meta.url));

test("what a listener throws is an uncaught exception, and takes no other message along", async () => {
  const { stdout } = await run(process.execPath, [program]);
  const all = "0 1 2 3 4 5 9 6";
  assert.equal(stdout, `${all}\n${all}\n`);
});
