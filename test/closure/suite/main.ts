import { readFileSync } from "node:fs";
import { inspect, isDeepStrictEqual } from "node:util";
import { type Case, Cases } from "./case.ts";
import { classCases } from "./class-cases.ts";
import { dataCases } from "./data-cases.ts";
import { errorCases } from "./error-cases.ts";
import { functionCases } from "./function-cases.ts";
import { type Harness, openHarness } from "./harness.ts";
import { moduleCases } from "./module-cases.ts";
import { refusedCases } from "./refused-cases.ts";
import { variableCases } from "./variable-cases.ts";

const own = new Cases();

export const factor: number = 3;

/** An export of the file that the program was started with: the worker must not import it. */
export function times(x: number): number {
  return x * factor;
}

export class Exported {
  value: number = factor;
}

own.ok("an exported function of the program's own file", (w) => w.run(times, 2), 6);
own.ok("a function that uses it", (w) => w.run(() => times(3) + new Exported().value), 12);
own.ok(
  "its class is the same on both sides",
  async (w) => (await w.run(() => new Exported())) instanceof Exported,
  true,
);

const all = [
  own,
  functionCases,
  classCases,
  moduleCases,
  dataCases,
  variableCases,
  errorCases,
  refusedCases,
];

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

async function main(): Promise<void> {
  const worker = openHarness();
  const failed: Record<string, string> = {};
  let count = 0;
  for (const { list } of all) {
    for (const each of list) {
      count += 1;
      const text = await fault(each, worker);
      if (text !== undefined) failed[each.name] = text;
    }
  }
  await worker.close();
  process.stdout.write(`${JSON.stringify({ count, failed })}\n`);
}

void main();
