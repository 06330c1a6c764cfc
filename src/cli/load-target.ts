import { isBuiltin } from "node:module";
import { join } from "node:path";
import { constants, Script } from "node:vm";
import { inspect } from "node:util";
import { stripsTypes } from "./typescript-support.ts";
import type { Target } from "./target.ts";

/** The function of a target, or why there is none. */
export type LoadedTarget =
  | { readonly kind: "callable"; readonly call: (input: string, index: number) => unknown }
  | { readonly kind: "broken"; readonly problem: string };

/** Loads the target's module in this place. It never rejects. */
export async function loadTarget(target: Target): Promise<LoadedTarget> {
  try {
    return choose(target, exportsOf(await importTarget(target)));
  } catch (error) {
    return {
      kind: "broken",
      problem: `${target.label} can't be loaded: ${explain(error, target)}`,
    };
  }
}

async function importTarget(target: Target): Promise<object> {
  if (target.tsx === undefined) return importModule(target);
  if (!stripsTypes() || target.module.endsWith(".tsx")) await registerTsx(target.tsx);
  try {
    return await importModule(target);
  } catch (error) {
    // Node's own type stripping knows neither enums nor imports without endings; tsx does.
    if (!stripsTypes() || !needsTsx.has(codeOf(error))) throw error;
    await registerTsx(target.tsx);
    return importModule(target);
  }
}

const needsTsx: ReadonlySet<string> = new Set([
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_INVALID_TYPESCRIPT_SYNTAX",
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
]);

/**
 * Here and not by `--import` in the worker's flags: those hooks don't reach threads, and a warm worker has started already.
 */
async function registerTsx(tsx: string): Promise<void> {
  for (const api of ["tsx/esm/api", "tsx/cjs/api"]) {
    const { register } = await importFrom<TsxApi>(tsx, api);
    register();
  }
}

/** The part of tsx's programmatic interface that is needed here. */
interface TsxApi {
  readonly register: () => unknown;
}

async function importModule({ module, base }: Target): Promise<object> {
  // `import()` gives any; a module's namespace is an object.
  if (module.startsWith("file:") || isBuiltin(module)) return (await import(module)) as object;
  return importFrom(join(base, "x.js"), module);
}

/**
 * `import()` as if it stood in `importer`: nothing else in Node finds packages that only ES modules may import. What the
 * module holds is the caller's knowledge.
 */
function importFrom<Namespace extends object>(importer: string, name: string): Promise<Namespace> {
  const emitWarning = process.emitWarning.bind(process);
  // Node 20 warns that the constant below is experimental, which says nothing to the user of a command.
  process.emitWarning = () => {};
  try {
    const script = new Script("(name) => import(name)", {
      filename: importer,
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    // The text above says what it is.
    const load = script.runInThisContext() as (name: string) => Promise<Namespace>;
    return load(name);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** What the module exports. A CommonJS module that `import()` couldn't see into has it all in its default. */
function exportsOf(namespace: object): object {
  const inner: unknown = Reflect.get(namespace, "default");
  if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return namespace;
  return { ...inner, ...namespace, default: "default" in inner ? inner.default : inner };
}

function choose(target: Target, exports: object): LoadedTarget {
  const value: unknown = Reflect.get(exports, target.exportName);
  if (typeof value === "function")
    return {
      kind: "callable",
      // Reflect.apply gives any.
      call: (input, index): unknown => Reflect.apply(value, undefined, [input, index]) as unknown,
    };
  const functions = Object.entries(exports).filter(
    ([, candidate]) => typeof candidate === "function",
  );
  const names = functions.map(([name]) => name).join(", ");
  const offer = names === "" ? "the module exports no function" : `its functions are: ${names}`;
  const what =
    value === undefined
      ? "there is no export"
      : `not a function, but ${inspect(value, { depth: 0 })}, is the export`;
  return { kind: "broken", problem: `${target.label}: ${what} "${target.exportName}"; ${offer}` };
}

function explain(error: unknown, { module, base }: Target): string {
  if (
    codeOf(error) === "ERR_MODULE_NOT_FOUND" &&
    !module.startsWith("file:") &&
    String(error).includes(`'${module}'`)
  ) {
    return `there is neither a file nor a package "${module}" to be found from ${base}`;
  }
  return inspect(error);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
