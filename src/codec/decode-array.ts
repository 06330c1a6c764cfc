import { corrupt } from "./corrupt.ts";
import type { Decoding } from "./decoding.ts";
import { Tag } from "./tags.ts";

const LONGEST = 2 ** 32 - 1;

/** Reads length and elements into an empty array. */
export function readArray(decoding: Decoding, array: unknown[], tag: number): void {
  const length = decoding.reader.varint();
  if (tag === Tag.array) readElements(decoding, array, length);
  else readNumbers(array, numbersIn(decoding, tag, length));
}

function readElements(decoding: Decoding, array: unknown[], length: number): void {
  const { reader } = decoding;
  if (length > LONGEST) throw corrupt(`an array can't have ${length} elements`);
  // Growing one by one keeps V8's fast form and allocates nothing that no bytes stand for. Not by `push`, which a
  // subclass may have replaced.
  for (let index = 0; index < length; index += 1) {
    if (reader.peek() === Tag.holes) return readSparse(decoding, array, length);
    array[index] = decoding.value();
  }
}

/** Goes on at the first run of holes. */
function readSparse(decoding: Decoding, array: unknown[], length: number): void {
  const { reader } = decoding;
  let index = array.length;
  while (index < length) {
    if (reader.peek() === Tag.holes) {
      index += readRun(decoding);
    } else {
      array[index] = decoding.value();
      index += 1;
    }
  }
  if (index > length) throw corrupt("an array has more holes than elements");
  array.length = length;
}

function readRun(decoding: Decoding): number {
  decoding.reader.skip(1);
  const count = decoding.reader.varint();
  if (count === 0) throw corrupt("an array has a run of no holes");
  return count;
}

function readNumbers(array: unknown[], numbers: ArrayLike<number>): void {
  for (let index = 0; index < numbers.length; index += 1) array[index] = numbers[index];
}

function numbersIn(decoding: Decoding, tag: number, length: number): ArrayLike<number> {
  const size = tag === Tag.int8s ? 1 : tag === Tag.int16s ? 2 : tag === Tag.int32s ? 4 : 8;
  // A copy of its own lies where elements of this size may lie.
  const { buffer } = new Uint8Array(decoding.reader.raw(length * size));
  if (tag === Tag.int8s) return new Int8Array(buffer);
  if (tag === Tag.int16s) return new Int16Array(buffer);
  return tag === Tag.int32s ? new Int32Array(buffer) : new Float64Array(buffer);
}
