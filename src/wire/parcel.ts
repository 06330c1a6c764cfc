import type { TransferListItem } from "node:worker_threads";
import { Writer } from "../codec/writer.ts";
import { writePayload } from "./payload.ts";
import type { Attaches } from "./transport.ts";

/**
 * A value packed for the way: a copy taken at the moment of the call, so that what the caller changes afterwards isn't
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

/** Small parcels share chunks of this many bytes; a chunk lives as long as the last parcel in it. */
const CHUNK = 64 * 1024;
/** What is bigger gets a buffer of its own. */
const SMALL = 4 * 1024;
const NOTHING: readonly never[] = [];

const writer = new Writer();
let chunk = new Uint8Array(0);
let used = 0;

/** Packs `value`; throws NotSendableError, naming the path, when a part of it can't be sent. */
export function pack(value: unknown, options: PackOptions): Parcel {
  const { attaches } = options;
  const attachments: unknown[] = [];
  const transfer = options.transfer === undefined ? undefined : new Set<object>(options.transfer);
  writer.reset();
  writePayload(writer, value, { attachments, attaches, transfer });
  const place = store(writer.view());
  if (attachments.length === 0) return { ...place, attachments: NOTHING, transfer: NOTHING };
  return { ...place, ...snapshot(attachments, options) };
}

function store(bytes: Uint8Array): Pick<Parcel, "bytes" | "start" | "end"> {
  if (bytes.length > SMALL) return { bytes: bytes.slice(), start: 0, end: bytes.length };
  if (used + bytes.length > chunk.length) {
    chunk = new Uint8Array(CHUNK);
    used = 0;
  }
  const start = used;
  used += bytes.length;
  chunk.set(bytes, start);
  return { bytes: chunk, start, end: used };
}

/** Large buffers that aren't moved are copied now, and the copy is moved: one copy, as structured clone makes. */
function snapshot(
  attachments: readonly unknown[],
  options: PackOptions,
): Pick<Parcel, "attachments" | "transfer"> {
  const moved = new Set<unknown>(options.transfer);
  const transfer: TransferListItem[] = [...(options.transfer ?? [])];
  const copies = attachments.map((attachment) => {
    if (moved.has(attachment) || !(attachment instanceof ArrayBuffer)) return attachment;
    const copy = attachment.slice(0);
    if (!options.keep) transfer.push(copy);
    return copy;
  });
  return { attachments: copies, transfer };
}
