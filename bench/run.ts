/**
 * Measures Skein beside its peers: `npm run bench -- [question…] [--quick] [--targets] [--json FILE] [--list]`. See
 * README.md.
 */
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { killEntrants } from "./entrant.ts";
import { median } from "./measuring/numbers.ts";
import { spinIterations } from "./measuring/spin-iterations.ts";
import type { Settings } from "./questions/question.ts";
import { questions } from "./questions/registry.ts";
import { race, type Race } from "./race.ts";
import { machineLine } from "./report/machine.ts";
import { tableOf } from "./report/table.ts";
import { targetLines } from "./report/targets.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: "boolean", default: false },
    targets: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    json: { type: "string" },
  },
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    killEntrants();
    process.kill(process.pid, signal);
  });
}

if (values.list)
  for (const { name, title } of questions) console.log(`${name.padEnd(24)} ${title}`);
else await run();

async function run(): Promise<void> {
  const asked = positionals.length === 0 ? questions : positionals.map(questionNamed);
  const settings: Settings = {
    workers: 2,
    quick: values.quick,
    spinIterations: spinIterations(),
  };
  const machine = machineLine();
  console.log(`${machine}\n`);
  const races: Race[] = [];
  for (const question of asked) {
    const result = await race(question, settings);
    races.push(result);
    console.log(`${tableOf(result).join("\n")}\n`);
  }
  console.log(`${noiseLine(races)}\n`);
  if (values.targets) console.log(targetLines(races).join("\n"));
  if (values.json !== undefined)
    writeFileSync(values.json, JSON.stringify({ machine, settings, races }, undefined, 1));
}

function questionNamed(wanted: string) {
  const found = questions.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`there is no question "${wanted}"; see --list`);
  return found;
}

function noiseLine(races: readonly Race[]): string {
  const others = races.flatMap(({ lanes }) =>
    lanes.flatMap(({ turns }) => turns.map((turn) => turn.others)),
  );
  return `Other programs used ${median(others).toFixed(2)} cores around a turn (median of ${others.length}).`;
}
