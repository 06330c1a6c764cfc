import { types as natures } from "node:util";
import { recordOf } from "./function-record.ts";
import { HeadKind } from "./head.ts";
import { hasPrivateFields } from "./inspect.ts";
import { intrinsicName } from "./intrinsics.ts";
import { builtinName } from "./module-names.ts";
import { revivedCode } from "./revived.ts";

/** Classes of Node that are nothing but their properties. */
const harmless: ReadonlySet<string> = new Set([
  "EventEmitter",
  "AsyncResource",
  "Stats",
  "BigIntStats",
  "Dirent",
  "AssertionError",
]);

/** Says why an instance of a class can't be copied, as the end of a sentence about it, or undefined. */
export function refusalOf(value: object): string | undefined {
  const types = [...classesOf(value)];
  const type = types.find(
    (each) => builtinName(each) !== undefined || intrinsicName(each) !== undefined,
  );
  const own = type === undefined ? types : types.slice(0, types.indexOf(type));
  const reason =
    type &&
    (intrinsicName(type) === undefined ? builtinRefusal(type, own[0]) : nativeRefusal(value, type));
  if (reason !== undefined) return reason;
  for (const each of own) {
    const refused = classRefusal(value, each);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

/** Node's own objects: sockets, streams, servers, … `derived` is the class that it is really of, if another. */
function builtinRefusal(type: Function, derived: Function | undefined): string | undefined {
  const head = builtinName(type);
  if (head?.[0] !== HeadKind.builtin || harmless.has(type.name)) return undefined;
  const name = `${head[1].replace("node:", "")}.${type.name}`;
  const what = derived === undefined ? name : `${derived.name}, a kind of ${name}`;
  return `is ${article(what)}, which holds what belongs to this process and can't be sent`;
}

/** The classes of an object, the most derived one first. */
function* classesOf(value: object): Generator<Function> {
  let prototype = Object.getPrototypeOf(value) as object | null;
  while (prototype !== null && prototype !== Object.prototype) {
    const type: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
    if (typeof type === "function") yield type;
    prototype = Object.getPrototypeOf(prototype) as object | null;
  }
}

/** What the codec knows how to make (arrays, maps, errors, …) may be the base of a user's class. */
function nativeRefusal(value: object, type: Function): string | undefined {
  const known =
    Array.isArray(value) ||
    natures.isMap(value) ||
    natures.isSet(value) ||
    natures.isNativeError(value) ||
    natures.isDate(value) ||
    natures.isRegExp(value) ||
    natures.isAnyArrayBuffer(value) ||
    ArrayBuffer.isView(value) ||
    natures.isBoxedPrimitive(value);
  return known || type === Object
    ? undefined
    : `is ${article(type.name)}, which holds what belongs to this thread and can't be sent`;
}

function classRefusal(value: object, type: Function): string | undefined {
  const isPrivate = privateByClass.get(type) ?? findPrivate(value, type);
  if (typeof isPrivate === "string") return isPrivate;
  if (!isPrivate) return undefined;
  const name = type.name || "its class";
  return (
    `is ${article(name)}, which has private fields (#…) that can't be read from outside; ` +
    `give the class a [Symbol.for("skein.reduce")]() method, register a reducer, or capture just what is needed of it`
  );
}

const privateByClass = new WeakMap<Function, boolean>();

function findPrivate(value: object, type: Function): boolean | string {
  const found = isPrivateClass(value, type);
  if (typeof found === "boolean") privateByClass.set(type, found);
  return found;
}

function isPrivateClass(value: object, type: Function): boolean | string {
  const unit = revivedCode(type)?.unit;
  if (unit !== undefined) return unit.hasPrivateInstances;
  const text = Function.prototype.toString.call(type);
  if (/\{\s*\[native code\]\s*\}$/.test(text)) return "is of a native class and can't be sent";
  const record = recordOf(type, false);
  if (record.kind === "refused") return `is of a class that ${record.reason}`;
  if (record.kind === "code") return record.code.hasPrivateInstances;
  return text.includes("#") && hasPrivateFields(value);
}

function article(name: string): string {
  return /^[aeiou]/i.test(name) ? `an ${name}` : `a ${name}`;
}
