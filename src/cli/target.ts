import { statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { extname, isAbsolute, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { MisuseError } from "../errors.ts";

/** A function that a worker can find: an export of a module. Plain data, so that it can travel. */
export interface Target {
  /** As the user wrote it. */
  readonly label: string;
  /** A file: URL, the name of a package, or a built-in module. */
  readonly module: string;
  readonly exportName: string;
  /** The directory from which a package is looked up. */
  readonly base: string;
  /** A file of the package `tsx`, which is used when the module is TypeScript and Node alone can't run it. */
  readonly tsx: string | undefined;
}

const scriptEndings: ReadonlySet<string> = new Set([
  ".js",
  ".mjs",
  ".cjs",
  ".ts",
  ".mts",
  ".cts",
  ".tsx",
  ".jsx",
]);

/**
 * Reads `MODULE#EXPORT`; without `#EXPORT` it is the default export. MODULE is a file when there is one of that name
 * below `base`, or when it looks like one; else a package or a built-in module. Throws MisuseError when the file that
 * it must be isn't there.
 */
export function parseTarget(label: string, base: string): Target {
  const hash = label.lastIndexOf("#");
  const written = hash < 0 ? label : label.slice(0, hash);
  const exportName = hash < 0 ? "default" : label.slice(hash + 1) || "default";
  if (written === "")
    throw new MisuseError(
      `"${label}" names no module; write MODULE#EXPORT, for example ./hash.ts#hash`,
    );
  return { label, module: locate(written, base), exportName, base, tsx: undefined };
}

/** The module's file, or undefined when it is a package. */
export function fileOf(target: Target): string | undefined {
  return target.module.startsWith("file:") ? fileURLToPath(target.module) : undefined;
}

function locate(written: string, base: string): string {
  if (isBuiltin(written)) return written;
  const file = written.startsWith("file:") ? fileURLToPath(written) : resolve(base, written);
  if (isFile(file)) return pathToFileURL(file).href;
  if (looksLikePath(written)) throw new MisuseError(`there is no file ${file}`);
  return written;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function looksLikePath(written: string): boolean {
  if (written.startsWith(".") || written.startsWith("file:") || isAbsolute(written)) return true;
  return !written.includes("/") && scriptEndings.has(extname(written));
}
