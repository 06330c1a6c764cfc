import { writeSymbol } from "./symbols.ts";
import { Tag } from "./tags.ts";
import type { Writer } from "./writer.ts";
import { StringForm } from "./writer.ts";

const formTag = {
  [StringForm.latin1]: Tag.latin1,
  [StringForm.utf8]: Tag.utf8,
  [StringForm.utf16]: Tag.utf16,
};

/** Writes a value that has no parts and gives true; gives false for objects and functions. */
export function writePrimitive(writer: Writer, value: unknown): boolean {
  switch (typeof value) {
    case "number":
      writeNumber(writer, value);
      return true;
    case "string":
      writeString(writer, value);
      return true;
    case "boolean":
      writer.byte(value ? Tag.true : Tag.false);
      return true;
    case "undefined":
      writer.byte(Tag.undefined);
      return true;
    case "bigint":
      writeBigInt(writer, value);
      return true;
    case "symbol":
      writeSymbol(writer, value);
      return true;
    case "function":
      return false;
    case "object":
      if (value !== null) return false;
      writer.byte(Tag.null);
      return true;
  }
}

function writeNumber(writer: Writer, value: number): void {
  // -0 passes the comparison with an integer and isn't one.
  if ((value | 0) === value && (value !== 0 || 1 / value > 0)) {
    if (value >= 0 && value < 128) writer.byte(Tag.smallInteger + value);
    else writer.taggedInt32(Tag.int32, value);
  } else {
    writer.taggedFloat64(Tag.float64, value);
  }
}

function writeString(writer: Writer, value: string): void {
  if (writer.shortString(Tag.shortString, value)) return;
  const tag = writer.position;
  writer.byte(0);
  const form = writer.characters(value);
  writer.patchByte(tag, formTag[form]);
}

/** A sign byte and the magnitude, highest byte first. */
function writeBigInt(writer: Writer, value: bigint): void {
  const negative = value < 0n;
  let digits = (negative ? -value : value).toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  writer.byte(Tag.bigint);
  writer.byte(negative ? 1 : 0);
  writer.bytes(Buffer.from(digits, "hex"));
}
