import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "commander";
import type { MapSettings } from "../../src/cli/map-settings.ts";
import { createProgram } from "../../src/cli/program.ts";

interface Parsed {
  readonly settings: MapSettings | undefined;
  readonly text: string;
  readonly failed: boolean;
}

async function parse(...words: string[]): Promise<Parsed> {
  let settings: MapSettings | undefined;
  let text = "";
  const program = createProgram(async (asked) => void (settings = await Promise.resolve(asked)));
  const write = (piece: string): void => void (text += piece);
  const quiet = (command: Command): unknown =>
    command.configureOutput({ writeOut: write, writeErr: write });
  for (const command of [program, ...program.commands]) quiet(command);
  const failed = await program.parseAsync(words, { from: "user" }).then(
    () => false,
    (error: { exitCode: number }) => error.exitCode !== 0,
  );
  return { settings, text, failed };
}

test("options may stand before and after the inputs", async () => {
  const { settings } = await parse(
    "map",
    "-j",
    "3",
    "./a.ts#f",
    "x",
    "--unordered",
    "y",
    "--timeout",
    "500ms",
  );
  assert.ok(settings !== undefined);
  assert.equal(settings.function, "./a.ts#f");
  assert.deepEqual(settings.inputs, ["x", "y"]);
  assert.equal(settings.workers, 3);
  assert.equal(settings.ordered, false);
  assert.equal(settings.timeout, 500);
});

test("without options there are processes, order, no retries, no limit and a progress line", async () => {
  const { settings } = await parse("map", "a.ts");
  assert.ok(settings !== undefined);
  const { workers, ...rest } = settings;
  assert.ok(workers >= 1);
  assert.deepEqual(rest, {
    function: "a.ts",
    inputs: [],
    separator: "\n",
    on: "process",
    ordered: true,
    retries: 0,
    timeout: undefined,
    halt: undefined,
    jobLog: undefined,
    resume: "none",
    progress: true,
    quiet: false,
    verbose: false,
  });
});

test("every option has its effect", async () => {
  const words =
    "map a.ts --on thread -0 --retries 2 --halt soon,fail=10% --joblog l --resume-failed --no-progress -q --verbose";
  const { settings } = await parse(...words.split(" "));
  assert.ok(settings !== undefined);
  assert.equal(settings.on, "thread");
  assert.equal(settings.separator, "\0");
  assert.equal(settings.retries, 2);
  assert.equal(settings.halt?.text, "soon,fail=10%");
  assert.equal(settings.jobLog, "l");
  assert.equal(settings.resume, "succeeded");
  assert.deepEqual([settings.progress, settings.quiet, settings.verbose], [false, true, true]);
});

test("inputs that begin with a dash go after --", async () => {
  const { settings } = await parse("map", "a.ts", "--", "-1", "--null");
  assert.deepEqual(settings?.inputs, ["-1", "--null"]);
});

test("misuse is told with a way out", async () => {
  const cases: [string, RegExp][] = [
    [
      "map a.ts --unorderd",
      /unknown option '--unorderd'[^]*Did you mean --unordered\?[^]*skein map --help/,
    ],
    ["map", /missing required argument 'function'/],
    ["mpa a.ts", /unknown command 'mpa'[^]*Did you mean map\?/],
    ["map a.ts -j 0", /whole number from 1 on/],
    ["map a.ts --on moon", /Allowed choices are thread, process/],
    ["map a.ts --halt later", /is none of: never, now, soon/],
    ["map a.ts --resume", /--resume needs the --joblog FILE/],
    ["map a.ts --ordered --unordered", /cannot be used with/],
  ];
  for (const [words, message] of cases) {
    const { text, failed, settings } = await parse(...words.split(" "));
    assert.ok(failed, words);
    assert.equal(settings, undefined);
    assert.match(text, message);
  }
});

test("help and version are no failures, and help has examples", async () => {
  const help = await parse("--help");
  assert.equal(help.failed, false);
  assert.match(help.text, /skein map \.\/hash\.ts#sha256/);
  const mapHelp = await parse("map", "--help");
  assert.equal(mapHelp.failed, false);
  assert.match(mapHelp.text, /Examples:[^]*--resume-failed/);
  const version = await parse("--version");
  assert.equal(version.failed, false);
  assert.match(version.text, /^\d+\.\d+\.\d+\n$/);
});
