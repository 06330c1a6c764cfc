import { constructorOf, isBuiltIn } from "./built-in.ts";
import type { Base } from "./encode-base.ts";
import type { Encoding } from "./encoding.ts";
import { inside, Refusal } from "./refusal.ts";
import { Tag } from "./tags.ts";

/** Where the prototype of something extended comes from. */
export const PrototypeKind = { native: 0, none: 1, class: 2, object: 3 } as const;

/** What was found out about a prototype. */
export type Prototype =
  | { readonly kind: typeof PrototypeKind.native | typeof PrototypeKind.none }
  | { readonly kind: typeof PrototypeKind.class; readonly value: Function }
  | { readonly kind: typeof PrototypeKind.object; readonly value: object };

/** Says how the prototype of an object travels. Throws a Refusal when the object must not be copied at all. */
export function classify(encoding: Encoding, value: object, base: Base): Prototype {
  const prototype = Object.getPrototypeOf(value) as object | null;
  if (prototype === null) return { kind: PrototypeKind.none };
  if (isNatural(prototype, base)) return { kind: PrototypeKind.native };
  const type = classOf(prototype);
  const functions = encoding.functions();
  if (functions === undefined) {
    const name = type?.name || "an unnamed class";
    throw new Refusal(`an instance of ${name} can't be sent here, where only data can`);
  }
  const refused = functions.refuse(value);
  if (refused !== undefined) throw new Refusal(`this ${refused}`);
  return type === undefined
    ? { kind: PrototypeKind.object, value: prototype }
    : { kind: PrototypeKind.class, value: type };
}

/** Whether this is the prototype that objects of this nature have when they're of no subclass. */
export function isNatural(prototype: object | null, base: Base): boolean {
  return prototype === base.prototype || (prototype !== null && isForeign(prototype, base));
}

/** Writes the kind and the class or object. */
export function writePrototype(encoding: Encoding, prototype: Prototype): void {
  encoding.writer.byte(prototype.kind);
  if (prototype.kind !== PrototypeKind.class && prototype.kind !== PrototypeKind.object) return;
  try {
    encoding.value(prototype.value);
  } catch (error) {
    throw inside(error, prototype.kind === PrototypeKind.class ? "its class" : "its prototype");
  }
}

function classOf(prototype: object): Function | undefined {
  const type = constructorOf(prototype);
  return type?.prototype === prototype ? type : undefined;
}

/**
 * Whether this stands for the same built-in prototype: that of another context of node:vm, where test runners put user
 * code, or one of those that Node slips under its own errors.
 */
function isForeign(prototype: object, base: Base): boolean {
  const type = constructorOf(prototype);
  const own = constructorOf(base.prototype as object);
  return type !== undefined && type.name === own?.name && isBuiltIn(type);
}

/** Writes nature, prototype and contents; the properties are to follow. */
export function writeExtended(encoding: Encoding, base: Base, writePrototypeOf: () => void): void {
  encoding.writer.byte(Tag.extended);
  encoding.writer.byte(base.tag);
  if (base.create !== undefined) encoding.unfinished(() => base.create?.(encoding));
  writePrototypeOf();
  base.fill?.(encoding);
}
