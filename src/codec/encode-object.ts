import { types } from "node:util";
import { type Base, baseOf } from "./encode-base.ts";
import { writeCarried } from "./encode-buffer.ts";
import { writeDomException, writeError } from "./encode-error.ts";
import { writeReduction } from "./encode-function.ts";
import { propertiesOf, writeProperties } from "./encode-properties.ts";
import {
  classify,
  isNatural,
  PrototypeKind,
  writeExtended,
  writePrototype,
} from "./encode-prototype.ts";
import type { Encoding } from "./encoding.ts";
import { describeHandle } from "./handle.ts";
import { reducePlatform } from "./platform.ts";
import { type Reduced, reduceObject } from "./reduce.ts";
import { inside, Refusal } from "./refusal.ts";
import { Tag } from "./tags.ts";
import { needsStructuredClone, unsendable } from "./unsendable.ts";

/** Writes an object that isn't just plain data; it has its reference number already. */
export function writeObject(encoding: Encoding, value: object): void {
  // Before anything else is asked of it: a Proxy may be a handle, but can't be copied.
  if (writeAsHandle(encoding, value)) return;
  if (types.isProxy(value)) throw new Refusal("a Proxy can't be sent; send what it stands for");
  if (writeByReducer(encoding, value)) return;
  const base = baseOf(value);
  const natural = base.tag !== Tag.plain && isNatural(prototypeOf(value), base);
  if (!natural && writeUnnatural(encoding, value)) return;
  if (base.tag === Tag.error) return writeError(encoding, value, base);
  writeCopy(encoding, value, base);
}

/** What is none of the built-in kinds, or of a subclass of one, may be refused or travel otherwise than as a copy. */
function writeUnnatural(encoding: Encoding, value: object): boolean {
  const reason = unsendable(value);
  if (reason !== undefined) throw new Refusal(reason);
  return writeByName(encoding, value) || writeSpecial(encoding, value);
}

/** Objects that stand for something that stays where it is. */
function writeAsHandle(encoding: Encoding, value: object): boolean {
  const description = describeHandle(value);
  if (description === undefined) return false;
  encoding.writer.byte(Tag.handle);
  encoding.writer.string(description.type);
  if (description.transfer !== undefined) encoding.move(description.transfer);
  if (description.module !== undefined) encoding.functions()?.need?.(description.module);
  encoding.unfinished(() => encoding.member("data", description.data));
  return true;
}

/** Objects that say themselves how they travel. */
function writeByReducer(encoding: Encoding, value: object): boolean {
  const reduced = reduceObject(value);
  if (reduced !== undefined) writeReduced(encoding, reduced);
  return reduced !== undefined;
}

function writeReduced(encoding: Encoding, reduced: Reduced): void {
  if (!Array.isArray(reduced) || typeof reduced[0] !== "function") {
    throw new Refusal("its reducer must return an array of a function or class and its arguments");
  }
  // Array.isArray has taken the type away.
  const [rebuild, ...args] = reduced as unknown as Reduced;
  encoding.writer.byte(Tag.reduced);
  encoding.unfinished(() => {
    try {
      encoding.value(rebuild);
    } catch (error) {
      throw inside(error, "function of the reducer");
    }
    writeArguments(encoding, args);
  });
}

function writeArguments(encoding: Encoding, args: readonly unknown[]): void {
  encoding.writer.varint(args.length);
  for (const [index, argument] of args.entries()) {
    try {
      encoding.value(argument);
    } catch (error) {
      throw inside(error, `argument ${index} of the reducer`);
    }
  }
}

/** What belongs to a module or the language travels by name. A dictionary without a prototype never does. */
function writeByName(encoding: Encoding, value: object): boolean {
  if (Object.getPrototypeOf(value) === null && Object.getOwnPropertySymbols(value).length === 0)
    return false;
  const reduction = encoding.functions()?.reduceObject(value);
  if (reduction !== undefined) writeReduction(encoding, reduction);
  return reduction !== undefined;
}

/** Objects of the platform that aren't what their properties are. */
function writeSpecial(encoding: Encoding, value: object): boolean {
  const platform = reducePlatform(value);
  if (platform !== undefined) {
    encoding.writer.byte(Tag.platform);
    encoding.writer.varint(platform.index);
    encoding.unfinished(() => writeArguments(encoding, platform.args));
    return true;
  }
  if (value instanceof DOMException) {
    writeDomException(encoding, value);
    return true;
  }
  if (!needsStructuredClone(value)) return false;
  const { attaches, attachments } = encoding.context;
  if (attaches !== "objects" || attachments === undefined) {
    throw new Refusal(
      `a ${value.constructor.name} can't be sent here: only the transport between threads carries it`,
    );
  }
  writeCarried(encoding, value);
  return true;
}

/** Makes a copy: prototype, nature, own properties. */
function writeCopy(encoding: Encoding, value: object, base: Base): void {
  const prototype = classify(encoding, value, base);
  const { writer } = encoding;
  // Whoever hangs something on a typed array itself loses it, as in structured clone: to look costs a name per element.
  const bare = base.tag === Tag.view && prototype.kind === PrototypeKind.native;
  const properties = bare ? [] : propertiesOf(value, base.owns);
  if (prototype.kind !== PrototypeKind.native || properties.length > 0 || base.tag === Tag.plain) {
    writeExtended(encoding, base, () => writePrototype(encoding, prototype));
    return writeProperties(encoding, properties);
  }
  writer.byte(base.tag);
  if (base.create !== undefined) encoding.unfinished(() => base.create?.(encoding));
  base.fill?.(encoding);
}

function prototypeOf(value: object): object | null {
  // The type of the library is `any`.
  return Object.getPrototypeOf(value) as object | null;
}
