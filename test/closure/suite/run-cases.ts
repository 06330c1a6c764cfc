import { readFileSync } from "node:fs";
import { inspect, isDeepStrictEqual } from "node:util";
import type { Case } from "./case.ts";
import type { Harness } from "./harness.ts";

/** Runs the cases one after the other, and prints how many there were and what failed. */
export async function runCases(worker: Harness, cases: readonly Case[]): Promise<void> {
  const failed: Record<string, string> = {};
  for (const each of cases) {
    const text = await fault(each, worker);
    if (text !== undefined) failed[each.name] = text;
  }
  await worker.close();
  process.stdout.write(`${JSON.stringify({ count: cases.length, failed })}\n`);
}

/** What a case gave instead of what was expected, or undefined. */
async function fault({ run, expected }: Case, worker: Harness): Promise<string | undefined> {
  try {
    const result = await run(worker);
    return isDeepStrictEqual(result, wanted(expected)) ? undefined : `gave ${inspect(result)}`;
  } catch (error) {
    return inspect(error);
  }
}

/** The line of a text is looked up in the file that a person has written. */
function wanted(expected: unknown): unknown {
  if (typeof expected !== "string" || !expected.startsWith("THE ")) return expected;
  const lines = readFileSync(process.env["SUITE_ERROR_SOURCE"] ?? "", "utf8").split("\n");
  return String(lines.findIndex((line) => line.includes(`"${expected}"`)) + 1);
}
