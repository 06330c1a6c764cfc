import { loadedModule, type ModuleImport, type Namespace } from "./module-load.ts";

/** Gives an export of a module that has been loaded; "*" is the namespace. Throws when there is none of that name. */
export function exportOf(module: ModuleImport, name: string): unknown {
  const namespace = loadedModule(module);
  if (name === "*") return namespace;
  if (name in namespace) return namespace[name];
  // A CommonJS module whose exports Node couldn't tell from its text has them on the default export.
  const whole = namespace["default"];
  if (
    (typeof whole === "object" || typeof whole === "function") &&
    whole !== null &&
    name in whole
  ) {
    return Reflect.get(whole, name) as unknown;
  }
  throw new Error(
    `the module '${module.specifier}' has no export '${name}'; it exports ${listed(namespace)}`,
  );
}

function listed(namespace: Namespace): string {
  return Object.keys(namespace).join(", ") || "nothing";
}
