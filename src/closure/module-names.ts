import { builtinModules, createRequire } from "node:module";
import { types } from "node:util";
import { pathToFileURL } from "node:url";
import { isEntry } from "./entry.ts";
import { HeadKind, type NameHead } from "./head.ts";
import type { Namespace } from "./module-load.ts";

const require = createRequire(import.meta.url);

/** Not worth a name, or deprecated so that reading them would print a warning. */
const skipped: ReadonlySet<string> = new Set([
  "constants",
  "domain",
  "module",
  "process",
  "punycode",
  "sys",
]);

let builtins = new WeakMap<object, NameHead>();
let builtinsSeen = 0;

/** Gives the name of a built-in module or of something that one exports. */
export function builtinName(value: object): NameHead | undefined {
  // Node's list of what is loaded; it only grows.
  const { moduleLoadList } = process as typeof process & {
    readonly moduleLoadList?: readonly string[];
  };
  const list = moduleLoadList ?? [];
  if (list.length !== builtinsSeen) {
    builtinsSeen = list.length;
    builtins = collectBuiltins(new Set(list));
  }
  return builtins.get(value) ?? namespaceName(value);
}

function collectBuiltins(loaded: ReadonlySet<string>): WeakMap<object, NameHead> {
  const found = new WeakMap<object, NameHead>();
  for (const id of builtinModules) {
    if (id.startsWith("_") || skipped.has(id) || !loaded.has(`NativeModule ${id}`)) continue;
    const module = process.getBuiltinModule(id);
    if (module === undefined) continue;
    const name = id.startsWith("node:") ? id : `node:${id}`;
    addExports<NameHead>(found, module, (key) => [HeadKind.builtin, name, key]);
  }
  return found;
}

/** The namespace that `import * as fs` gives. */
function namespaceName(value: object): NameHead | undefined {
  if (!types.isModuleNamespaceObject(value)) return undefined;
  const whole = read(value as Namespace, "default");
  const head = isObject(whole) ? builtins.get(whole) : undefined;
  if (head?.[0] !== HeadKind.builtin || head[2] !== undefined) return undefined;
  return [HeadKind.export, { specifier: head[1], parent: undefined, attributes: undefined }, "*"];
}

function read(namespace: Namespace, key: string): unknown {
  try {
    return namespace[key];
  } catch {
    // Not initialised yet.
    return undefined;
  }
}

type CommonJsName = readonly [file: string, name: string | undefined];

const commonJs = new WeakMap<object, CommonJsName>();
const seenFiles = new Set<string>();

/** Gives the name of a CommonJS module's exports or of one of them; `accepts` says which files may be named. */
export function commonJsName(
  value: object,
  accepts: (url: string) => boolean,
): NameHead | undefined {
  for (const file of Object.keys(require.cache)) {
    if (!seenFiles.has(file)) collectCommonJs(file);
  }
  const found = commonJs.get(value);
  if (found === undefined) return undefined;
  const url = pathToFileURL(found[0]).href;
  return isEntry(url) || !accepts(url) ? undefined : [HeadKind.commonJs, ...found];
}

function collectCommonJs(file: string): void {
  const module = require.cache[file];
  if (module === undefined || !module.loaded) return;
  seenFiles.add(file);
  const exports: unknown = module.exports;
  if (!isObject(exports) || types.isModuleNamespaceObject(exports)) return;
  addExports<CommonJsName>(commonJs, exports, (key) => [file, key]);
}

function addExports<Name>(
  found: WeakMap<object, Name>,
  exports: object,
  name: (key: string | undefined) => Name,
): void {
  if (!found.has(exports)) found.set(exports, name(undefined));
  for (const key of Object.keys(exports)) {
    const value = exported(exports, key);
    if (!isObject(value) || found.has(value)) continue;
    found.set(value, name(key));
    const hidden = hiddenClass(value);
    if (hidden !== undefined && !found.has(hidden)) found.set(hidden, name(key));
  }
}

/** Node exports deprecated classes inside a function that warns; instances know the class itself. */
function hiddenClass(value: object): object | undefined {
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, "prototype")?.value;
  if (typeof value !== "function" || !isObject(prototype)) return undefined;
  const type: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof type === "function" && type.prototype === prototype && type !== value
    ? type
    : undefined;
}

/** Compilers make exports getters; any other getter is left alone, since reading it may do something. */
function exported(exports: object, key: string): unknown {
  const property = Object.getOwnPropertyDescriptor(exports, key);
  if (property === undefined || "value" in property) return property?.value;
  return Reflect.get(exports, "__esModule") === true ? read(exports as Namespace, key) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "function" || (typeof value === "object" && value !== null);
}
