import { Allowance, type DecodeBudget } from "./budget.ts";
import { decodeInteger } from "./integer-bytes.ts";
import { Float } from "./float.ts";
import { Dict } from "./dict.ts";
import { Op } from "./opcodes.ts";
import { Pickled } from "./pickled.ts";
import type { Items } from "./skim-containers.ts";
import { Skimmer } from "./skimmer.ts";
import { shortAscii } from "./text.ts";

/** Texts of more bytes than this are left as they are. */
const SHORT_TEXT = 256;
/** Keywords of more bytes than this are left to the decoder. */
const SMALL = 4096;
/** A value of which the memory behind it is so many times larger is copied, lest it keeps all of that alive. */
const SLACK = 4;

/** A request to a manager whose arguments haven't been built. */
export interface SkimmedRequest {
  readonly ident: string | null;
  readonly method: string;
  /** None, bools, ints, floats and short texts as lossless values, everything else as {@link Pickled}. */
  readonly args: readonly unknown[];
  /** Lossless; undefined when there are none. */
  readonly kwds: Map<string, unknown> | undefined;
  /** The fifth item of a request on a multiplexed connection. */
  readonly id: number | undefined;
  /** The sixth. */
  readonly read: number | undefined;
  /** The protocol in which it is written. */
  readonly protocol: number;
}

const skimmer = new Skimmer();

/**
 * Reads a request `(ident, methodname, args, kwds)` of CPython's manager protocol without building its arguments, so that
 * a server can pass them on as they came. All of it is checked: a reader of what is passed on won't fail.
 *
 * Gives undefined for whatever isn't a request of plain data in the form that CPython writes; then `decodePickle` has to
 * look at it. The arguments may be views of `bytes`: don't write to it afterwards.
 */
export function skimRequest(bytes: Uint8Array, budget?: DecodeBudget): SkimmedRequest | undefined {
  const protocol = bytes[1] ?? 0;
  if (bytes[0] !== Op.proto || protocol < 2 || protocol > 5 || bytes.length > 0x7fff_ffff)
    return undefined;
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!skimmer.run(buffer) || skimmer.weight > new Allowance(budget, bytes.length).memory)
    return undefined;
  const { outer, inner } = skimmer;
  const { count } = outer;
  if (count < 4 || count > 6 || inner.start !== outer.starts[2]) return undefined;
  return requestOf(protocol, count);
}

/** `count` is how many items it has. */
function requestOf(protocol: number, count: number): SkimmedRequest | undefined {
  const { outer, inner } = skimmer;
  const ident = scalarAt(outer, 0);
  const method = scalarAt(outer, 1);
  const id = count > 4 ? scalarAt(outer, 4) : undefined;
  const read = count > 5 ? scalarAt(outer, 5) : undefined;
  if ((typeof ident !== "string" && ident !== null) || typeof method !== "string") return undefined;
  if (id !== undefined && typeof id !== "number") return undefined;
  if (read !== undefined && typeof read !== "number") return undefined;
  const args: unknown[] = [];
  for (let index = 0; index < inner.count; index += 1) {
    const scalar = scalarAt(inner, index);
    const value = scalar === undefined ? pickledAt(inner, index, protocol) : scalar;
    if (value === undefined) return undefined;
    args.push(value);
  }
  const kwds = keywords(protocol);
  return kwds === null ? undefined : { ident, method, args, kwds, id, read, protocol };
}

/** Gives a scalar of one opcode; undefined for everything else. */
function scalarAt(items: Items, index: number): unknown {
  const { bytes } = skimmer;
  const at = items.starts[index] ?? 0;
  switch (bytes[at]) {
    case Op.shortBinunicode:
    case Op.shortBinstring:
      return textAt(items, index, at + 2);
    case Op.binunicode:
    case Op.binstring:
      return textAt(items, index, at + 5);
    case Op.none:
      return isAll(items, index, at + 1) ? null : undefined;
    case Op.newtrue:
    case Op.newfalse:
      return isAll(items, index, at + 1) ? bytes[at] === Op.newtrue : undefined;
    case Op.binint1:
      return isAll(items, index, at + 2) ? bytes[at + 1] : undefined;
    case Op.binint2:
      return isAll(items, index, at + 3) ? bytes.readUInt16LE(at + 1) : undefined;
    case Op.binint:
      return isAll(items, index, at + 5) ? bytes.readInt32LE(at + 1) : undefined;
    case Op.long1:
      return longAt(items, index, at + 2);
    case Op.binfloat:
      return isAll(items, index, at + 9) ? floatOf(bytes.readDoubleBE(at + 1)) : undefined;
    default:
      return undefined;
  }
}

function floatOf(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

function longAt(items: Items, index: number, start: number): number | bigint | undefined {
  const length = skimmer.bytes[start - 1] ?? 0;
  if (!isAll(items, index, start + length)) return undefined;
  return decodeInteger(skimmer.bytes, start, length);
}

function textAt(items: Items, index: number, start: number): string | undefined {
  const { bytes } = skimmer;
  const first = items.starts[index] ?? 0;
  const length = start === first + 2 ? (bytes[first + 1] ?? 0) : bytes.readUInt32LE(first + 1);
  const end = start + length;
  if (length > SHORT_TEXT || !isAll(items, index, end)) return undefined;
  // It has been checked that it is UTF-8.
  return (
    (length <= 24 ? shortAscii(bytes, start, end) : undefined) ?? bytes.toString("utf8", start, end)
  );
}

/** Whether nothing but its number in the memo follows the opcode that ends at `at`. */
function isAll(items: Items, index: number, at: number): boolean {
  const { bytes } = skimmer;
  const end = endOf(items, index);
  let position = at;
  while (position < end) {
    const code = bytes[position];
    if (code === Op.memoize) position += 1;
    else if (code === Op.binput) position += 2;
    else if (code === Op.longBinput) position += 5;
    else if (code === Op.frame) position += 9;
    else return false;
  }
  return true;
}

function endOf(items: Items, index: number): number {
  return index + 1 < items.count ? (items.starts[index + 1] ?? 0) : items.end;
}

/** Gives an item as it came; undefined when it refers to something before it. */
function pickledAt(items: Items, index: number, protocol: number): Pickled | undefined {
  const { firstNumber, explicit } = skimmer;
  const start = items.starts[index] ?? 0;
  const end = endOf(items, index);
  const base = items.memoBases[index] ?? 0;
  const after = index + 1 < items.count ? (items.memoBases[index + 1] ?? 0) : items.memoized;
  const memoized = after - base;
  const refers = references(start, end, base);
  if (refers === undefined) return undefined;
  return new Pickled({
    pieces: piecesOf(start, end),
    memoBase: firstNumber + base,
    memoized,
    explicit: explicit && memoized > 0,
    refers,
    protocol: minimalProtocol(protocol),
  });
}

function minimalProtocol(protocol: number): 2 | 3 | 4 | 5 {
  if (protocol === 5) return skimmer.newest ? 5 : 4;
  return protocol === 4 ? 4 : protocol === 3 ? 3 : 2;
}

/** Whether the bytes from `start` to `end` refer to the memo; undefined if it is to numbers below `base`. */
function references(start: number, end: number, base: number): boolean | undefined {
  const { references: list, referenceEnd } = skimmer;
  let low = 0;
  let high = referenceEnd >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle * 2] ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  let found = false;
  for (let index = low * 2; index < referenceEnd && (list[index] ?? 0) < end; index += 2) {
    if ((list[index + 1] ?? 0) < base) return undefined;
    found = true;
  }
  return found;
}

function piecesOf(start: number, end: number): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = start;
  for (const frame of skimmer.frames) {
    if (frame < start || frame >= end) continue;
    if (frame > from) pieces.push(piece(from, frame));
    from = frame + 9;
  }
  if (end > from) pieces.push(piece(from, end));
  return pieces;
}

function piece(start: number, end: number): Uint8Array {
  const { bytes } = skimmer;
  if (bytes.buffer.byteLength <= (end - start) * SLACK) return bytes.subarray(start, end);
  return copyOf(start, end);
}

/** Few bytes by hand in a small array of V8's own heap: others cost several times as much. */
function copyOf(start: number, end: number): Uint8Array {
  const { bytes } = skimmer;
  const copy = new Uint8Array(end - start);
  if (copy.length > 64) copy.set(bytes.subarray(start, end));
  else for (let index = start; index < end; index += 1) copy[index - start] = bytes[index] ?? 0;
  return copy;
}

/** Gives the keywords; undefined for none, and null when the decoder has to look at them. */
function keywords(protocol: number): Map<string, unknown> | undefined | null {
  const { outer, bytes } = skimmer;
  const start = outer.starts[3] ?? 0;
  if (bytes[start] !== Op.emptyDict) return null;
  if (isAll(outer, 3, start + 1)) return undefined;
  if (endOf(outer, 3) - start > SMALL) return null;
  const dict = pickledAt(outer, 3, protocol)?.build({ form: "lossless" });
  if (!(dict instanceof Dict)) return null;
  const map = new Map<string, unknown>();
  for (const [key, value] of dict) {
    if (typeof key !== "string") return null;
    map.set(key, value);
  }
  return map;
}
