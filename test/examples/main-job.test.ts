import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { differences } from "../../examples/main-job/agreement.ts";
import { filesBelow } from "../../examples/main-job/files.ts";

const program = fileURLToPath(new URL("../../examples/main-job.js", import.meta.url));

/** A directory with three files, and with what must not be read: git's own, links to files, in circles and to nowhere. */
function tree(): string {
  const directory = mkdtempSync(join(tmpdir(), "skein-main-job-"));
  for (const folder of [".git", "sub/deep"])
    mkdirSync(join(directory, folder), { recursive: true });
  for (const path of ["a.txt", "sub/b.bin", "sub/deep/empty", ".git/HEAD"]) {
    writeFileSync(join(directory, path), path === "sub/deep/empty" ? "" : `two words in\n${path}`);
  }
  symlinkSync("a.txt", join(directory, "link"));
  symlinkSync("..", join(directory, "sub/circle"));
  symlinkSync("nowhere", join(directory, "dangling"));
  return directory;
}

test("the main job does the same serially, on threads and on processes", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, tree()]);
  assert.equal(stderr, "");
  const figures = String.raw`\s+3\s+[\d.]+\s+\d+\s+\d+\s+[\d.]+x\n`;
  assert.match(
    stdout,
    new RegExp(`one after the other${figures}ThreadPool.map${figures}Pool.map${figures}`),
  );
  assert.match(stdout, /\nAll three agree\.\n$/);
});

test("only regular files are listed, in order, without git's own", async () => {
  const directory = tree();
  const paths = await filesBelow(directory);
  assert.deepEqual(
    paths,
    ["a.txt", "sub/b.bin", "sub/deep/empty"].map((path) => join(directory, path)),
  );
  assert.deepEqual(await filesBelow(join(directory, "not there")), []);
});

test("a file on which the ways differ is named", () => {
  const one = [
    { path: "a", sha256: "1", words: 1, bytes: 1 },
    { path: "b", sha256: "2", words: 1, bytes: 1 },
  ];
  assert.deepEqual(differences([one, [...one], one.slice()]), []);
  assert.deepEqual(
    differences([one, one, [...one.slice(0, 1), { path: "b", problem: "gone", bytes: 0 }]]),
    ["b"],
  );
  assert.deepEqual(differences([one, one.slice(0, 1)]), ["b"]);
});
