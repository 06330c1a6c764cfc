import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { build, type Plugin, transform } from "esbuild";

const run = promisify(execFile);
/** Where the compiled tests lie, and with them what the environments need. */
const compiled = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const project = rootOf(compiled);
const sources = join(project, "test/closure/suite");
const built = join(compiled, "test/closure/suite");

function rootOf(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : rootOf(dirname(folder));
}

/** How to start the suite in one environment. */
export interface Program {
  readonly node?: string;
  readonly args: readonly string[];
  /** The folder with the file that a person has written. */
  readonly written: string;
}

/** What the suite prints. */
export interface Report {
  readonly count: number;
  readonly failed: Readonly<Record<string, string>>;
}

/** Runs the suite and gives what it reports. Throws with what was printed when it didn't come to an end. */
export async function runSuite({
  node = process.execPath,
  args,
  written,
}: Program): Promise<Report> {
  const env = { ...process.env, SUITE_ERROR_SOURCE: join(written, "error-cases.ts") };
  delete (env as NodeJS.ProcessEnv)["NODE_OPTIONS"];
  delete (env as NodeJS.ProcessEnv)["NODE_TEST_CONTEXT"];
  const { stdout } = await run(node, [...args], {
    env,
    cwd: written,
    timeout: 120_000,
    maxBuffer: 16 * 1024 * 1024,
  });
  // The program is one of ours.
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{"count"'))) as Report;
}

/** A Node that runs TypeScript by itself: the one named by SKEIN_NODE24, or this one. */
export function strippingNode(): string | undefined {
  const named = process.env["SKEIN_NODE24"];
  if (named !== undefined && named !== "") return named;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 18) ? process.execPath : undefined;
}

/** The suite as tsc has compiled it with everything else. */
export function plainModules(): Program {
  return { args: [join(built, "main.js")], written: sources };
}

/** The sources as they are, in a folder of their own, whose package has the given type. */
export async function typeScript(name: string, type: "module" | "commonjs"): Promise<Program> {
  const folder = await freshFolder(name, type);
  for (const file of await sourceFiles()) {
    await copyFile(join(sources, file), join(folder, file));
  }
  if (type === "commonjs") await writeFile(join(folder, "meta-cases.ts"), noMetaCases);
  await writeFile(join(folder, "harness.ts"), reexport(folder));
  return { args: [join(folder, "main.ts")], written: folder };
}

/** The sources compiled to CommonJS by tsc. */
export async function commonJsByTsc(): Promise<Program> {
  const { written } = await typeScript("tsc-commonjs", "commonjs");
  const tsc = createRequire(import.meta.url).resolve("typescript/package.json");
  const flags = [
    "--module nodenext --target es2022 --sourceMap --rewriteRelativeImportExtensions --skipLibCheck",
    "--types node --strict false --noCheck --ignoreConfig",
  ].flatMap((line) => line.split(" "));
  const files = (await sourceFiles()).map((file) => join(written, file));
  await run(process.execPath, [join(dirname(tsc), "bin/tsc"), ...flags, ...files], {
    cwd: written,
  });
  await writeFile(join(written, "harness.js"), required(written));
  return { args: [join(written, "main.js")], written };
}

/** The sources compiled to CommonJS by esbuild, file by file. */
export async function commonJsByEsbuild(): Promise<Program> {
  const { written } = await typeScript("esbuild-commonjs", "commonjs");
  for (const file of await sourceFiles()) {
    const text = await readFile(join(written, file), "utf8");
    const options = {
      loader: "ts",
      format: "cjs",
      platform: "node",
      sourcemap: "inline",
      sourcefile: file,
      target: "es2022",
    } as const;
    const { code } = await transform(text.replaceAll(/"(\.\/[\w-]+)\.ts"/g, '"$1.js"'), options);
    await writeFile(join(written, basename(file, ".ts") + ".js"), code);
  }
  await writeFile(join(written, "harness.js"), required(written));
  return { args: [join(written, "main.js")], written };
}

/** What kind of bundle. */
export interface BundleOptions {
  readonly minify: boolean;
  /** Whether it keeps the direct eval of one of the cases. */
  readonly directEval: boolean;
}

/** The sources in one file, made by esbuild. */
export async function bundle(name: string, options: BundleOptions): Promise<Program> {
  const folder = await freshFolder(name, "module");
  await build({
    entryPoints: [join(sources, "main.ts")],
    outfile: join(folder, "main.js"),
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    packages: "external",
    sourcemap: true,
    minify: options.minify,
    logOverride: { "direct-eval": "silent" },
    plugins: options.directEval ? [externalHarness] : [externalHarness, indirectEval],
  });
  await writeFile(join(folder, "harness.js"), reexport(folder));
  return { args: [join(folder, "main.js")], written: sources };
}

/** The harness stands for the library, which is never part of a bundle: its worker is a file. */
const externalHarness: Plugin = {
  name: "external-harness",
  setup(building) {
    building.onResolve({ filter: /^\.\/harness\.ts$/ }, () => ({
      path: "./harness.js",
      external: true,
    }));
  },
};

/** A direct eval makes every variable of the file one that may be assigned to: not what a bundle is like. */
const indirectEval: Plugin = {
  name: "indirect-eval",
  setup(building) {
    building.onLoad({ filter: /refused-cases\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      return { contents: text.replace(" eval(", " (0, eval)("), loader: "ts" };
    });
  },
};

async function freshFolder(name: string, type: string): Promise<string> {
  const folder = join(compiled, "closure-suite", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ type }));
  return folder;
}

const harnessFiles: ReadonlySet<string> = new Set([
  "harness.ts",
  "harness-worker.ts",
  "packed.ts",
  "register-once.ts",
  "shared-counter.ts",
]);

async function sourceFiles(): Promise<string[]> {
  const all = await readdir(sources);
  return all.filter((file) => file.endsWith(".ts") && !harnessFiles.has(file));
}

/** CommonJS has no import.meta. */
const noMetaCases =
  'import { Cases } from "./case.ts";\nexport const metaCases: Cases = new Cases();\n';

function reexport(folder: string): string {
  return `export * from ${JSON.stringify(pathFrom(folder))};\n`;
}

/** Written so that Node can tell the names of the exports from the text. */
function required(folder: string): string {
  const names = ["openHarness", "registerReducer", "reduce", "sharedCounter"];
  const lines = names.map((name) => `exports.${name} = harness.${name};`);
  return `const harness = require(${JSON.stringify(pathFrom(folder))});\n${lines.join("\n")}\n`;
}

function pathFrom(folder: string): string {
  return relative(folder, join(built, "harness.js")).replaceAll("\\", "/");
}

/** Copies a file that only compilers understand, and gives a program of it. */
export async function typeScriptOnly(name: string): Promise<Program> {
  const folder = await freshFolder(name, "module");
  await copyFile(join(sources, "typescript-only.mts"), join(folder, "main.mts"));
  const options = { compilerOptions: { experimentalDecorators: true } };
  await writeFile(join(folder, "tsconfig.json"), JSON.stringify(options));
  for (const file of ["case.ts", "run-cases.ts"])
    await copyFile(join(sources, file), join(folder, file));
  await writeFile(join(folder, "harness.ts"), reexport(folder));
  return { args: [join(folder, "main.mts")], written: folder };
}

/** The flag with which Node loads tsx. */
export function tsxFlag(): string {
  return `--import=${pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href}`;
}
