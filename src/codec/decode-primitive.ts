import type { Reader } from "./reader.ts";
import { readSymbol } from "./symbols.ts";
import { Tag } from "./tags.ts";
import { StringForm } from "./writer.ts";

/** Says that a tag isn't one of a primitive. */
export const unread: unique symbol = Symbol("unread");

/** Reads what stands behind the tag of a value without parts; gives `unread`, and reads nothing, for any other tag. */
export function readPrimitive(reader: Reader, tag: number): unknown {
  if (tag >= Tag.smallInteger) return tag - Tag.smallInteger;
  if (tag >= Tag.shortString) return reader.latin1(tag - Tag.shortString);
  switch (tag) {
    case Tag.undefined:
      return undefined;
    case Tag.null:
      return null;
    case Tag.true:
      return true;
    case Tag.false:
      return false;
    case Tag.int32:
      return reader.int32();
    case Tag.float64:
      return reader.float64();
    case Tag.latin1:
      return reader.characters(StringForm.latin1);
    case Tag.utf8:
      return reader.characters(StringForm.utf8);
    case Tag.utf16:
      return reader.characters(StringForm.utf16);
    case Tag.bigint:
      return readBigInt(reader);
    case Tag.symbolRegistered:
    case Tag.symbolWellKnown:
    case Tag.symbolUnique:
      return readSymbol(reader, tag);
    default:
      return unread;
  }
}

function readBigInt(reader: Reader): bigint {
  const negative = reader.byte() === 1;
  const digits = Buffer.from(reader.bytes()).toString("hex");
  const magnitude = BigInt(`0x${digits || "0"}`);
  return negative ? -magnitude : magnitude;
}
