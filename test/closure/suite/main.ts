import { Cases } from "./case.ts";
import { classCases } from "./class-cases.ts";
import { dataCases } from "./data-cases.ts";
import { errorCases } from "./error-cases.ts";
import { functionCases } from "./function-cases.ts";
import { openHarness } from "./harness.ts";
import { metaCases } from "./meta-cases.ts";
import { moduleCases } from "./module-cases.ts";
import { refusedCases } from "./refused-cases.ts";
import { runCases } from "./run-cases.ts";
import { thisCases } from "./this-cases.ts";
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
  thisCases,
  classCases,
  moduleCases,
  metaCases,
  dataCases,
  variableCases,
  errorCases,
  refusedCases,
];

void runCases(
  openHarness(),
  all.flatMap(({ list }) => list),
);
