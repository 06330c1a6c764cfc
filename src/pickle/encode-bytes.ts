import type { Encoder } from "./encoder.ts";
import { layoutOf, UTF32 } from "./globals-arrays.ts";
import type { NumberArray, Numbers } from "./number-array.ts";
import { Op } from "./opcodes.ts";
import { GlobalName } from "./global-name.ts";
import { Refused } from "./refused.ts";
import { Float } from "./float.ts";

/** Fewer bytes than this are cheaper written again than remembered. */
const WORTH_REMEMBERING = 64;

/** Writes bytes; `owner` is what they are remembered by. */
export function writeBytes(encoder: Encoder, bytes: Uint8Array, owner: object = bytes): void {
  const { writer } = encoder;
  const { length } = bytes;
  if (encoder.protocol === 2) return writeOldBytes(encoder, bytes, owner);
  if (length < 256) writer.pair(Op.shortBinbytes, length);
  else if (length <= 0xffff_ffff) writer.word(Op.binbytes, length);
  else writer.length64(Op.binbytes8, length);
  writer.raw(bytes);
  if (length >= WORTH_REMEMBERING) encoder.remember(owner);
}

/** Protocol 2 has no bytes: Python 3 makes them of a text, and Python 2 gets its `str`. */
function writeOldBytes(encoder: Encoder, bytes: Uint8Array, owner: object): void {
  const { writer } = encoder;
  encoder.global("_codecs encode");
  encoder.unicode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1"));
  encoder.string("latin1");
  writer.byte(Op.tuple2);
  writer.byte(Op.reduce);
  encoder.remember(owner);
}

/** Writes another view of memory: a DataView as bytes, the others as array.array. */
export function writeView(encoder: Encoder, value: ArrayBufferView): void {
  if (value instanceof Uint8Array) return writeBytes(encoder, value);
  const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof DataView) return writeBytes(encoder, bytes, value);
  if (value instanceof Uint8ClampedArray)
    return writeItems(encoder, value, { typecode: "B", bytes, numbers: bytes });
  // What is no array of the list of letters is refused below.
  const array = value as Numbers;
  const typecode = letters[array[Symbol.toStringTag]];
  if (typecode === undefined) throw new Refused(value, "there is no array.array of this kind");
  writeItems(encoder, value, { typecode, bytes, numbers: array });
}

const letters: Readonly<Record<string, string>> = {
  Int8Array: "b",
  Int16Array: "h",
  Uint16Array: "H",
  Int32Array: "i",
  Uint32Array: "I",
  BigInt64Array: "q",
  BigUint64Array: "Q",
  Float32Array: "f",
  Float64Array: "d",
};

/** Writes an array.array. */
export function writeNumberArray(encoder: Encoder, array: NumberArray): void {
  const { typecode, values } = array;
  if (typeof values === "string") return writeTextArray(encoder, array, values);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writeItems(encoder, array, { typecode, bytes, numbers: values });
}

interface ArrayParts {
  readonly typecode: string;
  readonly bytes: Uint8Array;
  readonly numbers: Numbers;
}

function writeItems(
  encoder: Encoder,
  owner: object,
  { typecode, bytes, numbers }: ArrayParts,
): void {
  if (encoder.protocol === 2) {
    const floats = typecode === "f" || typecode === "d";
    const items = Array.from<number | bigint, unknown>(numbers, (item) =>
      floats ? new Float(Number(item)) : item,
    );
    return encoder.call(owner, "array array", [typecode, items]);
  }
  const args = [new GlobalName("array", "array"), typecode, layoutOf(numbers), bytes];
  encoder.call(owner, "array _array_reconstructor", args);
}

/** Letter by letter as UTF-32: what size Python's own letters have differs between its versions. */
function writeTextArray(encoder: Encoder, array: NumberArray, text: string): void {
  const { typecode } = array;
  if (encoder.protocol === 2) return encoder.call(array, "array array", [typecode, text]);
  const letters32 = Uint32Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
  const bytes = new Uint8Array(letters32.buffer);
  const layout = UTF32 + (layoutOf(letters32) & 1);
  encoder.call(array, "array _array_reconstructor", [
    new GlobalName("array", "array"),
    typecode,
    layout,
    bytes,
  ]);
}
