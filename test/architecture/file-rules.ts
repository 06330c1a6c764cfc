import { lineAt, type HouseFile } from "./house.ts";

const vagueNames = new Set(["core", "common", "utils", "helpers", "misc", "shared", "base"]);
const maximumLines = 300;

/** Folders and files whose name says nothing about what is in them. */
export function vaguelyNamed(files: readonly HouseFile[]): string[] {
  return files
    .map(({ path }) => path)
    .filter((path) =>
      path.split("/").some((part) => vagueNames.has(part.replace(/(?:\.test)?\.[cm]?ts$/, ""))),
    );
}

/** Barrels: an index.ts is allowed only at the root, where package.json `exports` points. */
export function innerIndexFiles(files: readonly HouseFile[]): string[] {
  return files.map(({ path }) => path).filter((path) => /\/index\.[cm]?ts$/.test(path));
}

/** Files that are too long to have one idea. */
export function tooLong(files: readonly HouseFile[]): string[] {
  return files
    .map(({ path, text }) => ({ path, lines: text.full.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > maximumLines)
    .map(({ path, lines }) => `${path} has ${lines} lines; the limit is ${maximumLines}`);
}

/** `any` as a type: annotations, assertions, type arguments. */
export function anyTypes(files: readonly HouseFile[]): string[] {
  return matches(files, /(?:[:<,|&(]|=>|\bas|\bextends|=)\s*any\b(?!\s*[(:.])/g);
}

/** Default exports: their name would differ from file to file. */
export function defaultExports(files: readonly HouseFile[]): string[] {
  return matches(files, /\bexport\s+default\b|\bexport\s*\{[^}]*\bas\s+default\b|\bexport\s*=/g);
}

const assertion = /\bas\s+(?!const\b)(?=[\w"'`{[(])/g;
const moduleStatement = /^(?:import|export)\b[^;=(]*\bfrom\b|^export\s*(?:type\s*)?\{[^}]*\}/gm;

/** `value as Type` without a comment on its line or in the three above it: where the compiler is told, say why. */
export function unexplainedAssertions(files: readonly HouseFile[]): string[] {
  return files.flatMap(({ path, text }) => {
    const code = text.codeOnly.replaceAll(moduleStatement, (words) =>
      words.replaceAll(/[^\n]/g, " "),
    );
    const full = text.full.split("\n");
    const bare = text.withoutComments.split("\n");
    return [...code.matchAll(assertion)]
      .map((match) => lineAt(code, match.index))
      .filter((line) => !differs(full, bare, line))
      .map((line) => `${path}:${line} ${full[line - 1]?.trim() ?? ""}`);
  });
}

/** Whether a comment stands on the line or in the three above it. */
function differs(full: readonly string[], bare: readonly string[], line: number): boolean {
  const start = Math.max(0, line - 4);
  return full.slice(start, line).join("\n") !== bare.slice(start, line).join("\n");
}

function matches(files: readonly HouseFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    [...text.codeOnly.matchAll(pattern)].map(
      (match) => `${path}:${lineAt(text.full, match.index)} ${match[0].trim()}`,
    ),
  );
}
