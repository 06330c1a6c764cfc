import { MisuseError } from "../errors.ts";
import type { ServedType, ServedTypes } from "./served-types.ts";

type MethodTypeids = NonNullable<ServedType["methodToTypeid"]>;

/** Throws MisuseError for what no definition can have; the types know all of it, and whoever writes JavaScript doesn't. */
export function assertTypes(types: ServedTypes): void {
  for (const [name, type] of Object.entries(types)) {
    assertType(name, type);
    if ("methodToTypeid" in type) assertTypeids(types, name, type.methodToTypeid ?? {});
  }
}

function assertType(name: string, type: unknown): void {
  if (typeof type === "function" && !isClass(type)) return;
  if (typeof type === "object" && type !== null) {
    if ("make" in type || "kind" in type) return;
    if ("create" in type) return assertType(name, type.create);
  }
  const found = typeof type === "function" ? `the class ${type.name}` : `no function`;
  throw new MisuseError(
    `what makes '${name}' is ${found}: a definition has functions, such as ${name}: (...args) => new Thing(...args)`,
  );
}

/** Whether it has to be called with `new`. */
function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Clients make the proxy of a result by its name: it has to be one of the definition. */
function assertTypeids(types: ServedTypes, name: string, typeids: MethodTypeids): void {
  for (const [method, typeid] of Object.entries(typeids))
    if (!Object.hasOwn(types, typeid) && typeid !== "Iterator")
      throw new MisuseError(
        `methodToTypeid of '${name}' serves what ${method}() gives as '${typeid}', which this definition doesn't have`,
      );
}
