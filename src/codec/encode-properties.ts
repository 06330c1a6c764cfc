import { isBuiltIn } from "./built-in.ts";
import type { Encoding } from "./encoding.ts";
import { inside, propertyStep } from "./refusal.ts";

/** Bits in front of a property. */
export const PropertyFlag = { hidden: 1, accessor: 2, symbol: 4 } as const;

/** An own property as it was found. */
export interface Property {
  readonly key: string | symbol;
  readonly descriptor: PropertyDescriptor;
}

/** Gives the own properties of an object, in order, without those that `skip` takes out. */
export function propertiesOf(
  value: object,
  skip: ((key: PropertyKey) => boolean) | undefined,
): Property[] {
  const properties: Property[] = [];
  for (const key of Reflect.ownKeys(value)) {
    if (skip?.(key) === true) continue;
    const descriptor = Object.getOwnPropertyDescriptor(value, key);
    if (descriptor !== undefined)
      properties.push({ key, descriptor: settled(value, key, descriptor) });
  }
  return properties;
}

/** What Error.captureStackTrace hangs on an object is a built-in accessor from Node 24 on. */
function settled(
  value: object,
  key: string | symbol,
  descriptor: PropertyDescriptor,
): PropertyDescriptor {
  const get: unknown = Reflect.get(descriptor, "get");
  if (key !== "stack" || typeof get !== "function" || !isBuiltIn(get)) return descriptor;
  const stack: unknown = Reflect.get(value, key);
  return { value: stack, enumerable: descriptor.enumerable === true };
}

/** Writes the number of properties and each of them. */
export function writeProperties(encoding: Encoding, properties: readonly Property[]): void {
  encoding.writer.varint(properties.length);
  for (const property of properties) writeProperty(encoding, property);
}

/** Writes flags, key and value, or getter and setter. */
export function writeProperty(encoding: Encoding, { key, descriptor }: Property): void {
  const { writer } = encoding;
  const accessor = !("value" in descriptor);
  const hidden = descriptor.enumerable === true ? 0 : PropertyFlag.hidden;
  const symbol = typeof key === "symbol" ? PropertyFlag.symbol : 0;
  writer.byte(hidden | symbol | (accessor ? PropertyFlag.accessor : 0));
  if (typeof key === "symbol") encoding.value(key);
  else writer.string(key);
  if (!accessor) return encoding.member(key, descriptor.value);
  writeAccessor(encoding, key, Reflect.get(descriptor, "get"));
  writeAccessor(encoding, key, Reflect.get(descriptor, "set"));
}

function writeAccessor(encoding: Encoding, key: string | symbol, accessor: unknown): void {
  try {
    encoding.value(accessor);
  } catch (error) {
    throw inside(error, `accessor ${propertyStep(key)}`);
  }
}
