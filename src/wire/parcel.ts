import type { TransferListItem } from "node:worker_threads";
import { Writer } from "../codec/writer.ts";
import { toMove } from "./move.ts";
import { writeArguments, writePrimitives, type Luggage } from "./payload.ts";
import type { Attaches } from "./transport.ts";

/**
 * Arguments packed for the way: a copy taken at the moment of the call, so that what the caller changes afterwards isn't
 * seen, and a retry sends the same again.
 */
export interface Parcel {
  /** A payload lies in `bytes` from `start` to `end`; other parcels may share the buffer. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly attachments: readonly unknown[];
  readonly transfer: readonly TransferListItem[];
}

/** How a value is to be packed. */
export interface PackOptions {
  readonly attaches: Attaches;
  /** What moves instead of being copied. */
  readonly transfer?: readonly TransferListItem[] | undefined;
  /** Whether the parcel may be sent more than once, so that nothing of it may be moved away. */
  readonly keep: boolean;
}

/** Small parcels share chunks of about this many bytes; a chunk lives as long as the last parcel in it. */
const CHUNK = 64 * 1024;
/** What is bigger gets memory of its own. */
const SMALL = 4 * 1024;
const NOTHING: readonly never[] = [];

/** Parcels are written one behind the other into this. Undefined while one is: a reducer of the user may pack another. */
let idle: Writer | undefined;

/** Packs arguments; throws NotSendableError, naming the path, when a part of them can't be sent. */
export function pack(args: readonly unknown[], options: PackOptions): Parcel {
  const writer = idle ?? new Writer();
  idle = undefined;
  try {
    return write(writer, args, options);
  } finally {
    idle = writer.position > CHUNK ? undefined : writer;
  }
}

/** Packs a few primitive values, as most arguments are; gives undefined when they're something else. */
export function packShort(args: readonly unknown[]): Parcel | undefined {
  // No user's code can come in between.
  const writer = (idle ??= new Writer());
  const start = writer.position;
  if (!writePrimitives(writer, args)) return undefined;
  if (writer.position > CHUNK) idle = undefined;
  return inPlace(writer, start);
}

function write(writer: Writer, args: readonly unknown[], options: PackOptions): Parcel {
  const start = writer.position;
  if (writePrimitives(writer, args)) return inPlace(writer, start);
  const luggage = luggageFor(options);
  writeArguments(writer, args, luggage);
  if (luggage.attachments.length > 0) return withLuggage(cutOut(writer, start), luggage, options);
  if (writer.position - start <= SMALL) return inPlace(writer, start);
  return { ...cutOut(writer, start), attachments: NOTHING, transfer: NOTHING };
}

function inPlace(writer: Writer, start: number): Parcel {
  return {
    bytes: writer.memory,
    start,
    end: writer.position,
    attachments: NOTHING,
    transfer: NOTHING,
  };
}

function luggageFor({ attaches, transfer }: PackOptions): Luggage {
  const listed = transfer === undefined ? undefined : new Set<object>(transfer);
  const has = (value: object): boolean => toMove.has(value) || listed?.has(value) === true;
  return { attachments: [], moves: [], attaches, transfer: { has } };
}

/** Copies what was written from `start` on, and takes it away again. */
function cutOut(writer: Writer, start: number): Pick<Parcel, "bytes" | "start" | "end"> {
  // Not the memory's own `slice`: it may be a Buffer, whose slices are views on what is written next.
  const bytes: Uint8Array = Uint8Array.prototype.slice.call(writer.memory, start, writer.position);
  writer.position = start;
  return { bytes, start: 0, end: bytes.length };
}

/** Large buffers that aren't moved are copied now, and the copy is moved: one copy, as structured clone makes. */
function withLuggage(
  bytes: Pick<Parcel, "bytes" | "start" | "end">,
  { attachments, moves }: Luggage,
  options: PackOptions,
): Parcel {
  // What handles want moved can be moved: they say so because their transport takes it.
  const transfer = [...(options.transfer ?? []), ...((moves ?? []) as TransferListItem[])];
  for (const attachment of attachments) {
    if (attachment instanceof ArrayBuffer && toMove.has(attachment)) transfer.push(attachment);
  }
  const moved = new Set<unknown>(transfer);
  const copies = attachments.map((attachment) => {
    if (moved.has(attachment) || !(attachment instanceof ArrayBuffer)) return attachment;
    // It isn't moved: a call may be claimed back from its worker and sent to another, with the same copy.
    return attachment.slice(0);
  });
  return { ...bytes, attachments: copies, transfer: [...new Set(transfer)] };
}
