import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Where the compiled examples are. */
export const folder: string = fileURLToPath(new URL("../../examples/", import.meta.url));

const run = promisify(execFile);

/** What a program prints, line by line; process ids are written as PID and figures with a decimal point as N. */
export async function linesOf(name: string, args: readonly string[] = []): Promise<string[]> {
  const { stdout, stderr } = await run(process.execPath, [`${folder}${name}.js`, ...args]);
  assert.equal(stderr, "");
  const plain = stdout
    .replaceAll(/\d+\.\d+/g, "N")
    .replaceAll(/(?<=\(|process |pid |is |as |start: |write: |read: )\d{2,}/g, "PID");
  return plain.trimEnd().split("\n");
}

/** How often a line is among others. */
export function count(lines: readonly string[], line: string): number {
  return lines.filter((each) => each === line).length;
}
