import type { TransferListItem } from "node:worker_threads";
import { Writer } from "../codec/writer.ts";
import { writeArguments } from "./payload.ts";
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

/** Parcels are written one behind the other into this, and stay there. */
let writer = new Writer();

/** Packs arguments; throws NotSendableError, naming the path, when a part of them can't be sent. */
export function pack(args: readonly unknown[], options: PackOptions): Parcel {
  const { attaches } = options;
  const transfer = options.transfer === undefined ? undefined : new Set<object>(options.transfer);
  const attachments: unknown[] = [];
  if (writer.position > CHUNK) writer = new Writer();
  const start = writer.position;
  writeArguments(writer, args, { attachments, attaches, transfer });
  const end = writer.position;
  if (attachments.length > 0) return packLuggage(start, attachments, options);
  if (end - start > SMALL) return { ...cutOut(start), attachments: NOTHING, transfer: NOTHING };
  return { bytes: writer.memory, start, end, attachments: NOTHING, transfer: NOTHING };
}

/** Copies what was written from `start` on, and takes it away again. */
function cutOut(start: number): Pick<Parcel, "bytes" | "start" | "end"> {
  // Not the memory's own `slice`: it may be a Buffer, whose slices are views on what is written next.
  const bytes: Uint8Array = Uint8Array.prototype.slice.call(writer.memory, start, writer.position);
  writer.position = start;
  return { bytes, start: 0, end: bytes.length };
}

/** Large buffers that aren't moved are copied now, and the copy is moved: one copy, as structured clone makes. */
function packLuggage(start: number, attachments: readonly unknown[], options: PackOptions): Parcel {
  const moved = new Set<unknown>(options.transfer);
  const transfer: TransferListItem[] = [...(options.transfer ?? [])];
  const copies = attachments.map((attachment) => {
    if (moved.has(attachment) || !(attachment instanceof ArrayBuffer)) return attachment;
    const copy = attachment.slice(0);
    if (!options.keep) transfer.push(copy);
    return copy;
  });
  return { ...cutOut(start), attachments: copies, transfer };
}
