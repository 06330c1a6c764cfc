import { types } from "node:util";

/** What a function has besides its code, as objects that carry the same properties. */
export interface FunctionExtras {
  /** Properties that were put on the function, or static ones that hold data. */
  readonly own?: object;
  /** What was put on the prototype, apart from what the class's own text defines. */
  readonly members?: object;
  /** The prototype above the function's own one, as older code makes classes. */
  readonly parent?: object;
}

const given: ReadonlySet<string | symbol> = new Set([
  "length",
  "name",
  "prototype",
  "arguments",
  "caller",
]);

/** Gives what a function has besides its code, or undefined when that's nothing, as for most. */
export function extrasOf(value: Function, isClass: boolean): FunctionExtras | undefined {
  const text = isClass ? Function.prototype.toString.call(value) : "";
  const own = pick(value, (key, property) => !given.has(key) && !isDefinedBy(text, property));
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, "prototype")?.value;
  if (typeof prototype !== "object" || prototype === null || types.isGeneratorFunction(value)) {
    return own && { own };
  }
  const members = pick(
    prototype,
    (key, property) => key !== "constructor" && !isDefinedBy(text, property),
  );
  const parent = isClass ? undefined : parentOf(prototype);
  if (own === undefined && members === undefined && parent === undefined) return undefined;
  return { ...(own && { own }), ...(members && { members }), ...(parent && { parent }) };
}

function parentOf(prototype: object): object | undefined {
  const parent = Object.getPrototypeOf(prototype) as object | null;
  return parent === Object.prototype ? undefined : (parent ?? undefined);
}

/** Copies some own properties to a new object, or gives undefined when there are none. */
function pick(
  value: object,
  wanted: (key: string | symbol, property: PropertyDescriptor) => boolean,
): object | undefined {
  let picked: object | undefined;
  for (const key of Reflect.ownKeys(value)) {
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property === undefined || !wanted(key, property)) continue;
    Object.defineProperty((picked ??= {}), key, property);
  }
  return picked;
}

/** Whether the text of a class defines a member as it is now: then evaluating the text gives it. */
function isDefinedBy(text: string, { value, get, set }: PropertyDescriptor): boolean {
  if (text === "") return false;
  const code: unknown = value ?? get ?? set;
  return typeof code === "function" && text.includes(Function.prototype.toString.call(code));
}

/** Puts on a function what `extrasOf` found on its original. */
export function addExtras(value: Function, { own, members, parent }: FunctionExtras): void {
  if (own !== undefined) define(value, own);
  const prototype: unknown = Object.getOwnPropertyDescriptor(value, "prototype")?.value;
  if (typeof prototype !== "object" || prototype === null) return;
  if (members !== undefined) define(prototype, members);
  if (parent !== undefined) Object.setPrototypeOf(prototype, parent);
}

function define(target: object, source: object): void {
  for (const key of Reflect.ownKeys(source)) {
    const property = Object.getOwnPropertyDescriptor(source, key);
    if (property !== undefined) Object.defineProperty(target, key, property);
  }
}
