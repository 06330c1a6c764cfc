import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { anchors, localLinks, promised, readPage, type Block, type Command } from "./page.ts";
import { isValue, namedNames, typesProgram, type NamedName } from "./named-names.ts";
import { freePorts, ReaderProject, root } from "./reader-project.ts";
import { runTogether, type Start } from "./run-together.ts";
import { typeErrors } from "./type-check.ts";

const pages = [
  "README.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

/** The ports that pages name; each run gets others. */
const named = ["5000", "8000", "8001", "8888", "9000"];

const python = spawnSync("python3", ["--version"]).status === 0 ? "python3" : undefined;

describe("the pages", { concurrency: 3 }, () => {
  const project = new ReaderProject();
  let ports: readonly number[] = [];
  const missing: NamedName[] = [];
  before(async () => {
    ports = await freePorts(named.length * pages.length);
    for (const page of pages)
      for (const block of readPage(join(root, page)).blocks)
        if (block.language === "ts" || block.language === "python") await write(page, block);
  });
  before(async () => {
    const { text } = readPage(join(root, "docs/python.md"));
    const types: NamedName[] = [];
    for (const each of namedNames(text)) {
      const isThere = isValue(each, await front(each.module));
      if (isThere === undefined) types.push(each);
      if (isThere === false) missing.push(each);
    }
    project.write("python/names.ts", typesProgram(types));
  });
  after(() => project[Symbol.dispose]());

  test("are read so that a name that isn't there is found", async () => {
    const table =
      "| Python | `skein` |\n| --- | --- |\n| `a` | `new Pool(4)`, `Pool.mop`, `Pol` |\n";
    const names = namedNames(table);
    const skein = await front("skein");
    assert.deepEqual(
      names.map((each) => isValue(each, skein)),
      [true, false, undefined],
    );
    assert.match(typesProgram(names), /import type \{ Pol as Type2 \} from "skein"/);
  });

  test("name nothing of Python's that has no such counterpart here", () => {
    assert.deepEqual(missing, []);
  });

  test("have only code of which the types are right", async () => {
    assert.deepEqual(await typeErrors(project), []);
  });

  for (const page of pages)
    describe(page, { concurrency: 1 }, () => {
      const { text, blocks, runs } = readPage(join(root, page));

      test("leads to what there is", () => {
        for (const link of localLinks(readPage(join(root, page)))) {
          const [path = "", anchor] = link.split("#");
          const file = path === "" ? join(root, page) : join(root, dirname(page), path);
          assert.ok(existsSync(file), `${link} leads nowhere`);
          if (anchor === undefined) continue;
          assert.ok(anchors(readFileSync(file, "utf8")).includes(anchor), `there is no ${link}`);
        }
      });

      for (const block of blocks.filter(isProgram))
        test(`does in line ${block.line} what it says`, (context) =>
          runAll(page, [commandOf(block)], context));

      for (const run of runs)
        test(`does with ${run.map(({ file }) => file).join(", ")} what it says`, (context) =>
          runAll(page, run, context));

      test("has no file that nothing is done with", () => {
        const used = runs.flat().map(({ file }) => file);
        const unused = blocks
          .filter((block) => isFile(block) && !used.includes(block.info))
          .filter(({ info }) => text.split(info.replace(/\.ts$/, "")).length < 3);
        assert.deepEqual(unused, []);
      });
    });

  for (const [page, command] of [
    ["docs/managers.md", "manager"],
    ["docs/web.md", "serve"],
  ] as const)
    test(`${page} names the options of skein ${command}, and no others`, () => {
      const main = join(import.meta.dirname, "../../src/cli/main.js");
      const help = spawnSync(process.execPath, [main, command, "--help"], { encoding: "utf8" });
      const { text } = readPage(join(root, page));
      const told = new Set(optionsIn(help.stdout));
      const lines = text.split("\n").filter((line) => line.includes("skein") || /`-/.test(line));
      for (const option of optionsIn(lines.join("\n")))
        assert.ok(told.has(option), `${page} has ${option}, and skein ${command} has not`);
      for (const option of told)
        assert.ok(option === "--help" || text.includes(option), `${page} lacks ${option}`);
    });

  async function write(page: string, block: Block): Promise<void> {
    const path = join(folderOf(page), fileOf(block));
    const code = named.reduce(
      (text, port, index) =>
        text.replaceAll(
          new RegExp(`\\b${port}\\b`, "g"),
          String(ports[pages.indexOf(page) * named.length + index]),
        ),
      block.code,
    );
    if (block.language === "ts" && block.info !== "fragment") await project.writeModule(path, code);
    else project.write(path, code);
  }

  /** Each ends well, complains of nothing, and prints what its comments say. */
  async function runAll(
    page: string,
    run: readonly Command[],
    context: { skip(message: string): void },
  ): Promise<void> {
    if (python === undefined && run.some(({ file }) => file.endsWith(".py")))
      return context.skip("there is no python3");
    const cwd = join(project.path, folderOf(page));
    const outcomes = await runTogether(cwd, run.map(startOf));
    for (const [index, { isServer, file }] of run.entries()) {
      const outcome = outcomes[index];
      assert.ok(outcome !== undefined);
      if (!isServer) assert.deepEqual([outcome.exitCode, outcome.stderr], [0, ""], file);
      const lines = outcome.stdout.split("\n");
      for (const line of promised(readFileSync(join(cwd, file), "utf8"))) {
        const found = lines.indexOf(line);
        assert.ok(found >= 0, `${file} doesn't print "${line}" in its turn:\n${outcome.stdout}`);
        lines.splice(0, found + 1);
      }
    }
  }
});

/** What a module of this package exports. */
async function front(module: string): Promise<Readonly<Record<string, unknown>>> {
  const file = module === "skein" ? "index" : module.replace("skein/", "");
  // A module is an object of what it exports.
  return (await import(`../../src/${file}.js`)) as Readonly<Record<string, unknown>>;
}

function startOf({ program, file, isServer }: Command): Start {
  const node = [process.execPath, file.replace(/\.ts$/, ".js")] as const;
  return { command: program === "node" ? node : [program, file], isServer };
}

/** One that is run by itself. */
function isProgram({ language, info }: Block): boolean {
  return info === "" && (language === "ts" || language === "python");
}

function isFile({ language, info }: Block): boolean {
  return info.includes(".") && (language === "ts" || language === "python");
}

function fileOf({ language, info, line }: Block): string {
  const end = language === "ts" ? "ts" : "py";
  if (info === "fragment") return `fragment-${line}.${end}`;
  return info === "" ? `line-${line}.${end}` : info;
}

function commandOf(block: Block): Command {
  const program = block.language === "ts" ? "node" : "python3";
  return { program, file: fileOf(block), isServer: false };
}

function folderOf(page: string): string {
  return basename(page, ".md");
}

function optionsIn(text: string): string[] {
  return [...text.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([option]) => option);
}
