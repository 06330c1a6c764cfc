import { NotSendableError } from "../errors.ts";
import { addUnits, Incoming, loadImports } from "../closure/incoming.ts";
import { Outgoing } from "../closure/outgoing.ts";
import type { CodeUnit } from "../closure/unit.ts";
import type { ModuleImport } from "../closure/module-load.ts";
import { decodeValue } from "../codec/decode.ts";
import { encodeValue } from "../codec/encode.ts";
import type { DecodeContext, EncodeContext } from "../codec/context.ts";
import type { Reader } from "../codec/reader.ts";
import type { Writer } from "../codec/writer.ts";
import type { Attaches } from "./transport.ts";

/**
 * A payload is one value in a message, with the code that it needs:
 *
 *     uint32   length of the value; the highest bit says that extras follow, the next one that it is a short list
 *     value    as the codec writes it; a short list: its length as a byte, then its values as the codec writes them
 *     extras   [units, imports] as the codec writes them
 *
 * The length lets a reader pass over a value that it will decode later, or get at the extras before the value. A short
 * list is an array of a few values of which at most one is an object, as most arguments are: it needs none of the codec's care
 * for identity, and each of them is a value of its own.
 */
const EXTRAS = 0x8000_0000;
const LIST = 0x4000_0000;
const LENGTH = 0x3fff_ffff;

type Form = 0 | typeof LIST;

/** Lists up to this length are worth a look at each of their values. */
const SHORT = 8;

/** Where what a payload can't hold as bytes goes. */
export interface Luggage {
  readonly attachments: unknown[];
  readonly attaches: Attaches;
  readonly transfer?: Pick<ReadonlySet<object>, "has"> | undefined;
  /** Takes what handles ask to have moved. */
  readonly moves?: object[] | undefined;
}

type Extras = readonly [units: readonly CodeUnit[], imports: readonly ModuleImport[]];

/** Writes `value` as a payload. When it throws, the writer stands where it stood before. */
export function writePayload(writer: Writer, value: unknown, luggage: Luggage): void {
  if (isPrimitive(value)) return writePlain(writer, value);
  write(writer, value, { luggage, form: 0 });
}

/** Writes arguments as a payload; otherwise as `writePayload`. */
export function writeArguments(writer: Writer, args: readonly unknown[], luggage: Luggage): void {
  write(writer, args, { luggage, form: objectsIn(args) <= 1 ? LIST : 0 });
}

/** Writes arguments as a payload if they are a few primitive values, as most are; tells whether it has. */
export function writePrimitives(writer: Writer, args: readonly unknown[]): boolean {
  if (objectsIn(args) > 0) return false;
  const start = writer.position;
  writer.uint32(0);
  writeList(writer, args, NO_CONTEXT);
  writer.patchUint32(start, (writer.position - start - 4) | LIST);
  return true;
}

interface Manner {
  readonly luggage: Luggage;
  readonly form: Form;
}

function write(writer: Writer, value: unknown, { luggage, form }: Manner): void {
  const start = writer.position;
  const context = new PayloadContext(luggage);
  writer.uint32(0);
  try {
    // Only arguments, which are an array, are written as a list.
    if (form === LIST) writeList(writer, value as readonly unknown[], context);
    else encodeValue(writer, value, context);
    const length = writer.position - start - 4;
    if (length > LENGTH)
      throw new NotSendableError([], `a message can't have more than ${LENGTH} bytes`);
    const { outgoing } = context;
    if (outgoing === undefined) return writer.patchUint32(start, length | form);
    writer.patchUint32(start, (length | form | EXTRAS) >>> 0);
    encodeValue(writer, [[...outgoing.units.values()], [...outgoing.imports.values()]], {});
  } catch (error) {
    writer.position = start;
    throw error;
  }
}

function isPrimitive(value: unknown): boolean {
  return (
    (typeof value !== "object" || value === null) &&
    typeof value !== "function" &&
    typeof value !== "symbol"
  );
}

function writePlain(writer: Writer, value: unknown): void {
  const start = writer.position;
  writer.uint32(0);
  encodeValue(writer, value, NO_CONTEXT);
  writer.patchUint32(start, writer.position - start - 4);
}

/** How many values of a short list aren't primitive; infinitely many in a long one. */
function objectsIn(list: readonly unknown[]): number {
  if (list.length > SHORT) return Number.POSITIVE_INFINITY;
  let objects = 0;
  for (let index = 0; index < list.length; index++) if (!isPrimitive(list[index])) objects++;
  return objects;
}

function writeList(writer: Writer, list: readonly unknown[], context: EncodeContext): void {
  writer.byte(list.length);
  for (let index = 0; index < list.length; index++) {
    try {
      encodeValue(writer, list[index], context);
    } catch (error) {
      if (!(error instanceof NotSendableError)) throw error;
      throw new NotSendableError([`[${index}]`, ...error.path], error.reason, {
        cause: error.cause,
      });
    }
  }
}

function readList(reader: Reader, context: DecodeContext): unknown[] {
  const list: unknown[] = [];
  for (let length = reader.byte(); length > 0; length--) list.push(decodeValue(reader, context));
  return list;
}

const NO_CONTEXT = {};

/** The codec's context for one payload; collects the code only if a function is met. */
class PayloadContext implements EncodeContext {
  readonly attachments: unknown[];
  readonly attaches: Attaches;
  readonly transfer: Pick<ReadonlySet<object>, "has"> | undefined;
  readonly moves: object[] | undefined;
  outgoing: Outgoing | undefined = undefined;

  constructor(luggage: Luggage) {
    this.attachments = luggage.attachments;
    this.attaches = luggage.attaches;
    this.transfer = luggage.transfer;
    this.moves = luggage.moves;
  }

  functions(): Outgoing {
    this.outgoing ??= new Outgoing();
    return this.outgoing;
  }
}

/** Passes over a payload without decoding it. */
export function skipPayload(reader: Reader): void {
  const header = reader.uint32();
  reader.skip(header & LENGTH);
  if ((header & EXTRAS) !== 0) decodeValue(reader, NO_CONTEXT);
}

/**
 * Reads a payload. Gives a promise only when code has to be loaded first (no payload holds a promise). The reader stands
 * behind the payload afterwards, also when this throws.
 */
export function readPayload(reader: Reader, attachments: readonly unknown[]): unknown {
  const header = reader.uint32();
  const end = reader.position + (header & LENGTH);
  const context = attachments.length === 0 ? BARE : new Arrival(attachments);
  const isList = (header & LIST) !== 0;
  if ((header & EXTRAS) !== 0) {
    const value = reader.at(reader.position);
    reader.position = end;
    return afterExtras(reader, () => readValue(value, isList, context));
  }
  try {
    return readValue(reader, isList, context);
  } finally {
    reader.position = end;
  }
}

function readValue(reader: Reader, isList: boolean, context: DecodeContext): unknown {
  return isList ? readList(reader, context) : decodeValue(reader, context);
}

/** The codec's context for a payload that has come. */
class Arrival implements DecodeContext {
  readonly attachments: readonly unknown[];

  constructor(attachments: readonly unknown[]) {
    this.attachments = attachments;
  }

  functions(): Incoming {
    return new Incoming();
  }
}

/** Reads the extras, where the reader stands, and then the value. */
function afterExtras(reader: Reader, readIt: () => unknown): unknown {
  // Written by `writePayload` of the same version of this file.
  const [units, imports] = decodeValue(reader, NO_CONTEXT) as Extras;
  addUnits(units);
  const loading = loadImports(imports);
  return loading === undefined ? readIt() : loading.then(readIt);
}

/** Writes which of the frame's attachments belong to the payload that follows. */
export function writeRange(writer: Writer, first: number, count: number): void {
  writer.varint(count);
  if (count > 0) writer.varint(first);
}

/** Reads what `writeRange` wrote and gives these attachments. */
export function readRange(reader: Reader, attachments: readonly unknown[]): readonly unknown[] {
  const count = reader.varint();
  if (count === 0) return NOTHING;
  const first = reader.varint();
  return attachments.slice(first, first + count);
}

const NOTHING: readonly unknown[] = [];
const BARE = new Arrival(NOTHING);
