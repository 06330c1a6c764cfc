/**
 * One contestant at one question, in a process of its own: neither its heap nor what the compiler has learned about its
 * code disturbs the others. Says `{"ready":true}` when it is warm, and answers each line on stdin with one turn.
 */
import { createInterface } from "node:readline";
import type { OpenCrew } from "./contestants/contestant.ts";
import { contestants } from "./contestants/registry.ts";
import type { Settings } from "./questions/question.ts";
import { questions } from "./questions/registry.ts";

const [questionName, contestantName = "", settingsText = "{}"] = process.argv.slice(2);
const question = questions.find(({ name }) => name === questionName);
if (question === undefined) throw new Error(`no question ${questionName}`);
// Written by run.ts.
const settings = JSON.parse(settingsText) as Settings;

const open = await load();
if (open !== undefined) {
  const session = await question.prepare(open, settings, contestantName);
  say({ ready: true });
  for await (const _line of createInterface({ input: process.stdin })) say(await session.turn());
  await session.close();
  // Peers leave timers and workers behind; nobody waits for them.
  process.exit();
}

async function load(): Promise<OpenCrew | undefined> {
  const contestant = contestants[contestantName];
  // A row of a question's own, which needs no crew.
  if (contestant === undefined) return refuse;
  try {
    return await contestant.load();
  } catch (error) {
    say({ missing: error instanceof Error ? error.message : String(error) });
    return undefined;
  }
}

function refuse(): never {
  throw new Error(`${contestantName} has no crew`);
}

function say(line: object): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
