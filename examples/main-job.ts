/**
 * The main job: hash and count the words of every file below this project, one after the other, then on threads, then on
 * processes. Run it with `npm start`.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { Pool, ThreadPool } from "skein";
import { differences } from "./main-job/agreement.ts";
import type { FileFacts } from "./main-job/file-facts.ts";
import { filesBelow, warmFileCache } from "./main-job/files.ts";
import { printRow, printTitle } from "./main-job/table.ts";

/** An ordinary function. The pools send it to their workers with all that it names: there is no worker file. */
function examine(path: string): FileFacts {
  try {
    const content = readFileSync(path);
    const sha256 = createHash("sha256").update(content).digest("hex");
    const words = content.toString().match(/\S+/g)?.length ?? 0;
    return { path, sha256, words, bytes: content.length };
  } catch (error) {
    // Unreadable, or gone since it was listed: that is a fact about it, too.
    return { path, problem: String(error), bytes: 0 };
  }
}

async function onThreads(paths: string[]): Promise<FileFacts[]> {
  await using pool = new ThreadPool();
  return await pool.map(examine, paths);
}

async function onProcesses(paths: string[]): Promise<FileFacts[]> {
  await using pool = new Pool();
  return await pool.map(examine, paths);
}

const paths = await filesBelow(process.argv[2] ?? process.cwd());
await warmFileCache(paths);

printTitle(`${paths.length} files on ${cpus().length} cores`);
const serial = await printRow("one after the other", async () => paths.map(examine));
const threads = await printRow("ThreadPool.map", () => onThreads(paths), serial);
const processes = await printRow("Pool.map", () => onProcesses(paths), serial);

const different = differences([serial.facts, threads.facts, processes.facts]);
if (different.length === 0) {
  console.log("\nAll three agree.");
} else {
  console.log(`\nThey differ in ${different.length} files. Have those been changed meanwhile?`);
  console.log(different.slice(0, 10).join("\n"));
  process.exitCode = 1;
}
