import { endianness } from "node:os";
import { MisuseError } from "../errors.ts";
import { ITEM_BYTES, type StoredItem } from "./list-item.ts";
import type { SharedMemory } from "./shared-memory.ts";

const WORD_BYTES = 8;
const FORMAT_BYTES = 8;
const little = endianness() === "LE";

/** How many bytes a list of these items takes. */
export function bytesFor(items: readonly StoredItem[]): number {
  const data = items.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return (items.length + 2) * WORD_BYTES + data + items.length * (FORMAT_BYTES + 1);
}

/**
 * Where what lies in the memory of a ShareableList, byte for byte as in Python's:
 *
 *     Int64              how many items there are (N)
 *     Int64[N + 1]       where each one begins in the data, and where the data ends
 *     data               the items, each in a multiple of eight bytes
 *     8 characters * N   their formats, filled up with zeros
 *     Int8[N]            their codes; see list-item.ts
 *
 * The lengths and places never change.
 */
export class ListLayout {
  readonly #memory: SharedMemory;
  /** Of each item, and of the data's end, in the memory. */
  readonly #places: readonly number[];

  /** Reads where everything is. Throws MisuseError when the memory holds no list. */
  constructor(memory: SharedMemory) {
    this.#memory = memory;
    this.#places = readPlaces(memory);
  }

  get length(): number {
    return this.#places.length - 1;
  }

  /** How many bytes an item can have. */
  roomAt(index: number): number {
    return this.#place(index + 1) - this.#place(index);
  }

  formatAt(index: number): string {
    const text = this.#memory.read(this.#formatAt(index), FORMAT_BYTES);
    return String.fromCharCode(...text.filter((character) => character !== 0));
  }

  read(index: number): StoredItem {
    const [code = 0] = this.#memory.read(this.#codeAt(index), 1);
    const bytes = this.#memory.read(this.#place(index), this.roomAt(index));
    return { format: this.formatAt(index), code, bytes };
  }

  /** The item must not have more bytes than there is room for. */
  write(index: number, { format, code, bytes }: StoredItem): void {
    const characters = new Uint8Array(FORMAT_BYTES);
    characters.set(Buffer.from(format));
    this.#memory.write(this.#formatAt(index), characters);
    this.#memory.write(this.#codeAt(index), Uint8Array.of(code));
    this.#memory.write(this.#place(index), bytes);
  }

  #place(index: number): number {
    return this.#places[index] ?? 0;
  }

  #formatAt(index: number): number {
    return this.#place(this.length) + index * FORMAT_BYTES;
  }

  #codeAt(index: number): number {
    return this.#place(this.length) + this.length * FORMAT_BYTES + index;
  }
}

/** Lays new items down in memory that is large enough for them. */
export function layDown(memory: SharedMemory, items: readonly StoredItem[]): ListLayout {
  const head = new DataView(new ArrayBuffer((items.length + 2) * WORD_BYTES));
  head.setBigInt64(0, BigInt(items.length), little);
  let offset = 0;
  for (const [index, { bytes }] of items.entries()) {
    offset += bytes.length;
    head.setBigInt64((index + 2) * WORD_BYTES, BigInt(offset), little);
  }
  memory.write(0, new Uint8Array(head.buffer));
  const layout = new ListLayout(memory);
  for (const [index, item] of items.entries()) layout.write(index, item);
  return layout;
}

function readPlaces(memory: SharedMemory): number[] {
  const { name, size } = memory;
  const none = new MisuseError(`there is no ShareableList in the shared memory '${name}'`);
  if (size < 2 * WORD_BYTES) throw none;
  const [length = 0] = readWords(memory, 0, 1);
  const data = (length + 2) * WORD_BYTES;
  const behind = length * (FORMAT_BYTES + 1);
  if (length < 0 || data + length * ITEM_BYTES + behind > size) throw none;
  const places = readWords(memory, WORD_BYTES, length + 1).map((place) => data + place);
  const ascending = places.every((place, index) => {
    const before = places[index - 1];
    return before === undefined ? place === data : place >= before + ITEM_BYTES;
  });
  if (!ascending || (places.at(-1) ?? 0) + behind > size) throw none;
  return places;
}

function readWords(memory: SharedMemory, offset: number, count: number): number[] {
  const bytes = memory.read(offset, count * WORD_BYTES);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, index) =>
    Number(view.getBigInt64(index * WORD_BYTES, little)),
  );
}
