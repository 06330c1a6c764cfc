import { isBuiltin } from "node:module";
import { isAbsolute, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * A function named instead of sent: the worker imports the module and takes the export. The way where functions can't
 * be read (`node --permission`), and for a module that should have one state per worker.
 */
export interface FunctionReference {
  /** A file: URL, a path (a relative one starts at the current directory), a package or a built-in module. */
  readonly module: string | URL;
  /** The name of the export; "default" for the default one. */
  readonly name: string;
}

/** Whether a value names a function by module and export. */
export function isFunctionReference(value: unknown): value is FunctionReference {
  if (typeof value !== "object" || value === null || !("module" in value) || !("name" in value))
    return false;
  return (
    typeof value.name === "string" &&
    (typeof value.module === "string" || value.module instanceof URL)
  );
}

/** The specifier under which any place on this machine finds the module of a reference. */
export function specifierOf({ module }: FunctionReference): string {
  if (module instanceof URL) return module.href;
  if (isBuiltin(module)) return module.startsWith("node:") ? module : `node:${module}`;
  const isPath = isAbsolute(module) || /^\.{1,2}([\\/]|$)/.test(module);
  return isPath ? pathToFileURL(resolve(module)).href : module;
}
