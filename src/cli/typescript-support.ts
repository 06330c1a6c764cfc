import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { MisuseError } from "../errors.ts";
import { fileOf, type Target } from "./target.ts";

const typeScriptEndings: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".tsx"]);

/**
 * Adds to the target what a worker needs to run TypeScript. Node from 22.18 on strips types itself; for what it can't run
 * (JSX, enums, imports without endings), and on older ones, the project's own `tsx` does. Throws MisuseError when tsx is
 * needed and neither the working directory nor the module's own project has it.
 */
export function withTypeScript(target: Target): Target {
  const file = fileOf(target);
  if (file === undefined || !typeScriptEndings.has(extname(file))) return target;
  const tsx = findTsx([join(target.base, "x.js"), file]);
  if (tsx === undefined && (!stripsTypes() || extname(file) === ".tsx"))
    throw new MisuseError(missingTsx(file));
  return { ...target, tsx };
}

/** Whether this Node runs TypeScript without help. */
export function stripsTypes(): boolean {
  // Not in the types of Node 20, where it doesn't exist.
  return Boolean(Reflect.get(process.features, "typescript"));
}

function findTsx(importers: readonly string[]): string | undefined {
  for (const importer of importers) {
    try {
      return createRequire(importer).resolve("tsx/package.json");
    } catch {
      // Not installed there: the next place may have it, and having none has its own message.
    }
  }
  return undefined;
}

function missingTsx(file: string): string {
  const reason = stripsTypes()
    ? "has JSX, which Node can't run by itself"
    : `is TypeScript, which Node ${process.version} can't run by itself`;
  return `${file} ${reason}; run "npm install --save-dev tsx" in your project${stripsTypes() ? "" : ", or use Node 22.18 or later"}`;
}
