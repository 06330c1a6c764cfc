import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { types } from "node:util";
import { MisuseError } from "../errors.ts";
import type { AppSource } from "./app-source.ts";

/** Exports that are taken for the application, in this order. */
const usualNames = ["default", "app", "handler"] as const;

/** Makes the application in this thread. Rejects with whatever its code throws, and with MisuseError when it is none. */
export async function loadApp(source: AppSource): Promise<unknown> {
  if (source.kind === "value") return made(source.value);
  const { label, url, exportName } = source;
  await understandTypeScript(url);
  // `import()` gives any; a module's namespace is an object.
  const namespace = (await import(url)) as object;
  if (exportName === undefined) return made(chosen(namespace, label));
  const value: unknown = Reflect.get(namespace, exportName);
  if (value !== undefined) return made(value);
  throw new MisuseError(`${label}: there is no export "${exportName}"${offer(namespace)}`);
}

/** A function without parameters makes the application, or is one that looks at no request. */
async function made(value: unknown): Promise<unknown> {
  if (!isMaker(value)) return value;
  const result = await value();
  if (isResponse(result)) return value;
  return isModule(result) ? chosen(result, "the module") : result;
}

function chosen(namespace: object, label: string): unknown {
  for (const name of usualNames) {
    const value: unknown = Reflect.get(namespace, name);
    if (value !== undefined) return interop(value);
  }
  if ("fetch" in namespace) return namespace;
  throw new MisuseError(
    `${label} exports no application: there is neither default nor app nor handler${offer(namespace)}`,
  );
}

/** What a CommonJS file that was compiled from an ES module has in its default. */
function interop(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("__esModule" in value)) return value;
  for (const name of usualNames) if (name in value) return Reflect.get(value, name);
  return value;
}

function offer(namespace: object): string {
  const names = Object.keys(namespace).join(", ");
  return names === "" ? "; the module exports nothing" : `; its exports are: ${names}`;
}

/** A class, or a function that has an application's methods, is none. */
function isMaker(value: unknown): value is () => unknown {
  if (typeof value !== "function" || value.length > 0) return false;
  if ("fetch" in value || "handle" in value) return false;
  return !/^class\b/.test(Function.prototype.toString.call(value));
}

/** By its tag: to name the class would load all of fetch, which a worker with a Node listener doesn't need. */
function isResponse(value: unknown): boolean {
  return Object.prototype.toString.call(value) === "[object Response]";
}

function isModule(value: unknown): value is object {
  return types.isModuleNamespaceObject(value);
}

const typeScriptEndings: ReadonlySet<string> = new Set([".ts", ".mts", ".cts", ".tsx"]);

/**
 * Node from 22.18 on strips types itself; where it doesn't, and for JSX, the project's own tsx does, when a parent that
 * runs under tsx hasn't brought it already.
 */
async function understandTypeScript(url: string): Promise<void> {
  const file = fileURLToPath(url);
  const ending = extname(file);
  if (!typeScriptEndings.has(ending)) return;
  // Not in the types of Node 20, where it doesn't exist.
  const strips = Boolean(Reflect.get(process.features, "typescript"));
  if ((strips && ending !== ".tsx") || process.execArgv.some((flag) => flag.includes("tsx")))
    return;
  const folder = findTsx(file);
  for (const part of ["cjs", "esm"]) {
    const api = pathToFileURL(join(folder, "dist", part, "api", "index.mjs")).href;
    // What tsx documents as its programmatic interface.
    const { register } = (await import(api)) as { readonly register: () => unknown };
    register();
  }
}

/** The folder of the package, as the application's project has it, or the current directory. */
function findTsx(file: string): string {
  for (const importer of [file, join(process.cwd(), "x.js")]) {
    try {
      return dirname(createRequire(importer).resolve("tsx/package.json"));
    } catch {
      // Not installed there: the next place may have it, and having none has its own message.
    }
  }
  throw new MisuseError(
    `${file} is TypeScript that Node ${process.version} can't run by itself; run "npm install --save-dev tsx" in your project, or use Node 22.18 or later`,
  );
}
