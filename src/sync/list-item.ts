import { endianness } from "node:os";
import { inspect } from "node:util";
import { MisuseError } from "../errors.ts";

/** What a ShareableList can hold: Python's int, float, bool, str, bytes and None. */
export type ListItem = number | bigint | boolean | string | Uint8Array | null;

/** An item as it lies in the list. */
export interface StoredItem {
  /** How Python's `struct` calls what lies there. */
  readonly format: string;
  /** What Python makes of it: 0 what it is, 1 text, 2 bytes, 3 None. */
  readonly code: number;
  readonly bytes: Uint8Array;
}

/** `struct` puts a bool and None at the end of their eight bytes. */
const formats = { int: "q", float: "d", bool: "xxxxxxx?", none: "xxxxxx?x" } as const;
const BOOL_AT = 7;
export const ITEM_BYTES = 8;
/** A format has at most eight characters, one of which is the `s`. */
const LONGEST = 9_999_999;

const little = endianness() === "LE";
/** What looks like a mark of the byte order is text like any other. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Stores an item of a new list. Throws MisuseError for what can't be in one. `place` names the item in errors. */
export function storeItem(item: unknown, place: string): StoredItem {
  if (typeof item === "string" || item instanceof Uint8Array) {
    const bytes = typeof item === "string" ? Buffer.from(item) : item;
    // There is always a zero at the end, as in Python.
    const room = ITEM_BYTES * (Math.floor(bytes.length / ITEM_BYTES) + 1);
    return storeBytes(bytes, { room, isText: typeof item === "string", place });
  }
  return storeFixed(item, { isFloat: false, place });
}

/** Stores an item in the place of another. */
export function replaceItem(
  item: unknown,
  {
    format,
    room,
    place,
  }: { readonly format: string; readonly room: number; readonly place: string },
): StoredItem {
  if (typeof item === "string" || item instanceof Uint8Array) {
    const bytes = typeof item === "string" ? Buffer.from(item) : item;
    return storeBytes(bytes, { room, isText: typeof item === "string", place });
  }
  // JavaScript doesn't tell 1 from 1.0, so what is a float stays one.
  return storeFixed(item, { isFloat: format === formats.float, place });
}

/** Reads an item. `bytes` is all that there is room for. */
export function readItem({ format, code, bytes }: StoredItem, place: string): ListItem {
  if (code === 3) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (code === 0 && format === formats.int) return asNumber(view.getBigInt64(0, little));
  if (code === 0 && format === formats.float) return view.getFloat64(0, little);
  if (code === 0 && format === formats.bool) return view.getUint8(BOOL_AT) !== 0;
  const [, length] = /^(\d+)s$/.exec(format) ?? [];
  if (length === undefined || (code !== 1 && code !== 2))
    throw new MisuseError(`${place} has the format '${format}', which a list can't have`);
  const content = withoutZeros(bytes.subarray(0, Number(length)));
  return code === 1 ? decoder.decode(content) : content.slice();
}

/** Whether two items are the same to Python, but that true is no 1 here: bytes go by what is in them. */
export function sameItem(one: ListItem, other: ListItem): boolean {
  if (one instanceof Uint8Array)
    return other instanceof Uint8Array && Buffer.compare(one, other) === 0;
  const [left, right] = [one, other].map((item) =>
    typeof item === "bigint" ? asNumber(item) : item,
  );
  return left === right;
}

function storeBytes(
  bytes: Uint8Array,
  {
    room,
    isText,
    place,
  }: { readonly room: number; readonly isText: boolean; readonly place: string },
): StoredItem {
  if (bytes.length > room)
    throw new MisuseError(`${place} has room for ${room} bytes, not ${bytes.length}`);
  if (room > LONGEST)
    throw new MisuseError(`${place} would be too long: a list's text and bytes are below 10 MB`);
  const padded = new Uint8Array(room);
  padded.set(bytes);
  return { format: `${room}s`, code: isText ? 1 : 2, bytes: padded };
}

function storeFixed(
  item: unknown,
  { isFloat, place }: { readonly isFloat: boolean; readonly place: string },
): StoredItem {
  const bytes = new Uint8Array(ITEM_BYTES);
  const view = new DataView(bytes.buffer);
  if (item === null) return { format: formats.none, code: 3, bytes };
  if (typeof item === "boolean") {
    view.setUint8(BOOL_AT, Number(item));
    return { format: formats.bool, code: 0, bytes };
  }
  if (typeof item === "bigint" || (!isFloat && isWhole(item))) {
    const whole = BigInt(item);
    if (BigInt.asIntN(64, whole) !== whole)
      throw new MisuseError(`${place} can't be ${whole}, which has more than 64 bits`);
    view.setBigInt64(0, whole, little);
    return { format: formats.int, code: 0, bytes };
  }
  if (typeof item !== "number")
    throw new MisuseError(
      `${place} can't be ${inspect(item)}: a list holds numbers, bigints, booleans, text, Uint8Arrays and null`,
    );
  view.setFloat64(0, item, little);
  return { format: formats.float, code: 0, bytes };
}

/** Whether a number is an int in Python: -0 would lose its sign, and above 2**53 it may stand for another. */
function isWhole(item: unknown): item is number {
  return Number.isSafeInteger(item) && !Object.is(item, -0);
}

function asNumber(whole: bigint): number | bigint {
  const number = Number(whole);
  return Number.isSafeInteger(number) ? number : whole;
}

function withoutZeros(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}
