import { corrupt } from "./corrupt.ts";
import type { Decoding } from "./decoding.ts";
import { Tag } from "./tags.ts";

const LONGEST = 2 ** 32 - 1;

/** Reads length and elements into an empty array. */
export function readArray(decoding: Decoding, array: unknown[], tag: number): void {
  const length = decoding.reader.varint();
  if (tag === Tag.array) readElements(decoding, array, length);
  else readNumbers(decoding, array, tag, length);
}

function readElements(decoding: Decoding, array: unknown[], length: number): void {
  const { reader } = decoding;
  if (length > LONGEST) throw corrupt(`an array can't have ${length} elements`);
  // Pushing keeps V8's fast form, and allocates nothing that no bytes stand for.
  for (let index = 0; index < length; index += 1) {
    const { position } = reader;
    if (reader.byte() === Tag.holes) return readSparse(decoding, array, index, length);
    reader.position = position;
    array.push(decoding.value());
  }
}

/** Goes on at a run of holes whose tag has been read. */
function readSparse(decoding: Decoding, array: unknown[], from: number, length: number): void {
  const { reader } = decoding;
  let index = from + readRun(decoding);
  while (index < length) {
    const { position } = reader;
    if (reader.byte() === Tag.holes) {
      index += readRun(decoding);
    } else {
      reader.position = position;
      array[index] = decoding.value();
      index += 1;
    }
  }
  if (index > length) throw corrupt("an array has more holes than elements");
  array.length = length;
}

function readRun(decoding: Decoding): number {
  const count = decoding.reader.varint();
  if (count === 0) throw corrupt("an array has a run of no holes");
  return count;
}

function readNumbers(decoding: Decoding, array: unknown[], tag: number, length: number): void {
  const numbers = numbersIn(decoding, tag, length);
  for (let index = 0; index < length; index += 1) array.push(numbers[index]);
}

function numbersIn(decoding: Decoding, tag: number, length: number): ArrayLike<number> {
  const size = tag === Tag.int8s ? 1 : tag === Tag.int16s ? 2 : tag === Tag.int32s ? 4 : 8;
  // A copy of its own lies where elements of this size may lie.
  const { buffer } = new Uint8Array(decoding.reader.raw(length * size));
  if (tag === Tag.int8s) return new Int8Array(buffer);
  if (tag === Tag.int16s) return new Int16Array(buffer);
  return tag === Tag.int32s ? new Int32Array(buffer) : new Float64Array(buffer);
}
