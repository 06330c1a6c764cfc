import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { root, type ReaderProject } from "./reader-project.ts";

/** Strict, as the types are promised to work. */
const options = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  module: "nodenext",
  moduleResolution: "nodenext",
  moduleDetection: "force",
  target: "es2023",
  lib: ["es2023", "esnext.disposable"],
  types: ["node"],
};

/** What a fragment may leave out: names that aren't declared, what follows from them, and files of the reader's. */
const leftOut = /error TS(?:2304|2552|2307|18004|7006|7031|7005|7034):/;

/** Checks all TypeScript files of a project; gives the errors that nobody may make. */
export async function typeErrors(project: ReaderProject): Promise<string[]> {
  project.write(
    "tsconfig.json",
    JSON.stringify({ compilerOptions: options, include: ["**/*.ts"] }),
  );
  const tsc = join(root, "node_modules/.bin/tsc");
  const child = spawn(tsc, ["-p", "."], {
    cwd: project.path,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = once(child, "close");
  const output = await text(child.stdout);
  await closed;
  return output
    .split("\n")
    .filter((line) => line.includes("error TS"))
    .filter((line) => !(/fragment-\d+\.ts/.test(line) && leftOut.test(line)));
}
