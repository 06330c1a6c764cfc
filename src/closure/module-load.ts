import { isBuiltin } from "node:module";
import { pathToFileURL } from "node:url";
import { Script, constants } from "node:vm";
import { registerHandles, type HandleTypes } from "../codec/handle.ts";
import { perThread } from "../per-thread.ts";

/** A module that code needs before it can be revived. Plain data. */
export interface ModuleImport {
  readonly specifier: string;
  /** The URL of the file that the specifier stands in; undefined: the current directory. */
  readonly parent: string | undefined;
  readonly attributes: Readonly<Record<string, string>> | undefined;
}

/** What a module exports. */
export type Namespace = Readonly<Record<string, unknown>>;

const loaded = new Map<string, Namespace>();
const loading = new Map<string, Promise<void>>();
/** Asked by whoever starts workers, which may be another copy of this package. */
const importing = perThread<string[]>("importing", () => []);

/** Gives the name under which an import is known in this thread. */
export function importKey({ specifier, parent, attributes }: ModuleImport): string {
  if (isAbsolute(specifier)) return specifier;
  return `${specifier}\n${parent ?? ""}\n${attributes === undefined ? "" : JSON.stringify(attributes)}`;
}

function isAbsolute(specifier: string): boolean {
  return specifier.startsWith("file:") || specifier.startsWith("node:");
}

/**
 * Loads what isn't loaded yet. Gives undefined when nothing had to be: then reviving can go on synchronously. A module
 * that fails rejects with its own error and is tried again the next time.
 */
export function loadImports(imports: Iterable<ModuleImport>): Promise<void> | undefined {
  let missing: Promise<void>[] | undefined;
  for (const each of imports) {
    const key = importKey(each);
    if (!loaded.has(key)) (missing ??= []).push(loading.get(key) ?? load(key, each));
  }
  return missing && Promise.all(missing).then(() => undefined);
}

/** Gives a module that `loadImports` has loaded. */
export function loadedModule(each: ModuleImport): Namespace {
  const namespace = loaded.get(importKey(each));
  if (namespace === undefined)
    throw new Error(`the module '${each.specifier}' has not been loaded before it was needed`);
  return namespace;
}

/**
 * The module that this thread is importing for a function that was sent to it, if it is; its code may be running now.
 * Skein's own modules don't count: nothing of the user's runs while they load.
 */
export function importingModule(): string | undefined {
  return importing.find((specifier) => !specifier.startsWith(ownFolder));
}

/** The folder of Skein's source. */
const ownFolder = new URL("..", import.meta.url).href;

function load(key: string, each: ModuleImport): Promise<void> {
  const { specifier, attributes } = each;
  importing.push(specifier);
  const parent = isBuiltin(specifier) ? undefined : each.parent;
  const promise = importer(parent ?? pathToFileURL(`${process.cwd()}/`).href)(specifier, attributes)
    .then((namespace) => {
      loaded.set(key, namespace);
      if (specifier.startsWith(ownFolder)) registerHandlesOf(namespace);
    })
    .finally(() => {
      loading.delete(key);
      importing.splice(importing.indexOf(specifier), 1);
    });
  loading.set(key, promise);
  return promise;
}

/** A module of Skein that a handle has named says how handles of its types are revived. */
function registerHandlesOf({ handles }: Namespace): void {
  // Only such modules export a thing of this name.
  if (handles !== undefined) registerHandles(handles as HandleTypes);
}

/** An `import()` that stands in the file `parent`. */
type Importer = (
  specifier: string,
  attributes?: Readonly<Record<string, string>>,
) => Promise<Namespace>;

const importers = new Map<string, Importer>();

/** Gives an `import()` that resolves relative specifiers and packages as the file `parent` does. */
export function importer(parent: string): Importer {
  let found = importers.get(parent);
  if (found === undefined) {
    const text =
      "(specifier, attributes) => attributes ? import(specifier, { with: attributes }) : import(specifier)";
    // The text is that of an importer.
    found = compile(text, { filename: parent }) as Importer;
    importers.set(parent, found);
  }
  return found;
}

/** Where text comes from. */
export interface TextPlace {
  readonly filename: string;
  readonly lineOffset?: number;
  readonly columnOffset?: number;
}

/** Runs a script in this thread's global context; `import()` in it works as in a file of that name. */
export function compile(text: string, place: TextPlace): unknown {
  takeWarning();
  return run(text, place);
}

function run(text: string, place: TextPlace): unknown {
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
  return new Script(text, { ...place, importModuleDynamically }).runInThisContext();
}

let warned = false;

/**
 * Node 20 warns that `import()` in scripts is experimental, once, when a script first calls it (and before the call
 * returns). The user can't do anything about it, so that call is one of ours, and nobody hears.
 */
function takeWarning(): void {
  if (warned) return;
  warned = true;
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    run('void import("node:vm")', { filename: "skein.js" });
  } finally {
    process.emitWarning = emitWarning;
  }
}
