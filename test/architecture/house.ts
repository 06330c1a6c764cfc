import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { readSource, type SourceText } from "./source-text.ts";

/** One source file of a house: what the rules judge. */
export interface HouseFile {
  /** From the house's root, with forward slashes: `pool/map.ts`. */
  readonly path: string;
  /** The first folder, or the file's own name at the root: what the layer table has a row for. */
  readonly place: string;
  readonly text: SourceText;
  readonly imports: readonly Import[];
}

/** One import, type-only ones and literal `import()` included. */
export interface Import {
  readonly specifier: string;
  /** The imported file from the house's root; undefined for packages and Node's own modules. */
  readonly target: string | undefined;
  readonly line: number;
  /** Written as `import()`: loaded when that is reached, or not at all. */
  readonly lazy: boolean;
}

/** All TypeScript files below `root`, in the order of their paths. */
export function readHouse(root: string): HouseFile[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort()
    .map((path) => houseFile(path, readFileSync(join(root, path), "utf8")));
}

/** A file that need not exist: for the rules' own tests. */
export function houseFile(path: string, content: string): HouseFile {
  const text = readSource(content);
  return { path, place: path.split("/")[0] ?? path, text, imports: [...findImports(path, text)] };
}

const imported =
  /\b(?:import|export)\b[^;"'`()]*?\bfrom\s*["']([^"'\n]+)["']|\bimport\s*\(?\s*["']([^"'\n]+)["']/g;

function* findImports(path: string, text: SourceText): Generator<Import> {
  for (const match of text.withoutComments.matchAll(imported)) {
    // The same words inside of a string are text, such as a test's fixture.
    if (!/^(?:import|export)/.test(text.codeOnly.slice(match.index))) continue;
    const specifier = match[1] ?? match[2] ?? "";
    const target = specifier.startsWith(".")
      ? posix.normalize(posix.join(posix.dirname(path), specifier))
      : undefined;
    const lazy = /^import\s*\(/.test(match[0]);
    yield { specifier, target, line: lineAt(text.full, match.index), lazy };
  }
}

/** Lines count from one. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

/** The nearest folder at or above `start` that holds package.json: tests run from several output folders. */
export function projectRoot(start: string): string {
  if (readdirSync(start).includes("package.json")) return start;
  const parent = dirname(start);
  if (parent === start) throw new Error(`no package.json above ${start}`);
  return projectRoot(parent);
}
