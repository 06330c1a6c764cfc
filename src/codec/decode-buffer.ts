import { types } from "node:util";
import { corrupt } from "./corrupt.ts";
import type { Decoding, DeferredBuffer } from "./decoding.ts";
import { BufferForm, ViewForm } from "./encode-buffer.ts";
import { makeView, type ViewRange } from "./view-kinds.ts";

/** A resizable buffer may grow this far without bytes for it in the message: the memory is only set aside. */
const MOST_RESERVED = 2 ** 40;

/** Reads an ArrayBuffer. */
export function readArrayBuffer(decoding: Decoding): ArrayBufferLike {
  const { reader } = decoding;
  const form = reader.byte();
  if (form === BufferForm.attached) return bufferIn(decoding.attachment(reader.varint()));
  if (form === BufferForm.bytes) return copyOf(reader.bytes());
  if (form === BufferForm.deferred) return readDeferred(decoding).buffer;
  if (form === BufferForm.resizable) return readResizable(decoding);
  throw corrupt(`there is no buffer form ${form}`);
}

function readResizable({ reader }: Decoding): ArrayBuffer {
  const maxByteLength = reader.varint();
  const bytes = reader.bytes();
  if (maxByteLength < bytes.length || maxByteLength > MOST_RESERVED)
    throw corrupt("a buffer has an impossible size");
  // Node 20 knows the option, the types of es2023 don't.
  const Resizable = ArrayBuffer as new (
    length: number,
    options: { maxByteLength: number },
  ) => ArrayBuffer;
  const buffer = orCorrupt(() => new Resizable(bytes.length, { maxByteLength }));
  new Uint8Array(buffer).set(bytes);
  return buffer;
}

/** Reads a view. */
export function readView(decoding: Decoding): ArrayBufferView {
  const { reader } = decoding;
  const kind = reader.byte();
  const form = reader.byte();
  if (form === ViewForm.deferred) return readDeferredView(decoding, kind);
  if (form !== ViewForm.whole && form !== ViewForm.tracking)
    throw corrupt(`there is no view form ${form}`);
  const buffer = decoding.value();
  if (!types.isAnyArrayBuffer(buffer)) throw corrupt("a view is on something that is no buffer");
  const byteOffset = reader.varint();
  const byteLength = form === ViewForm.tracking ? undefined : reader.varint();
  return made(kind, { buffer, byteOffset, byteLength });
}

function readDeferredView(decoding: Decoding, kind: number): ArrayBufferView {
  const { buffer, start } = readDeferred(decoding);
  const byteOffset = decoding.reader.varint() - start;
  return made(kind, { buffer, byteOffset, byteLength: decoding.reader.varint() });
}

function readDeferred(decoding: Decoding): DeferredBuffer {
  const at = decoding.reader.position;
  const distance = decoding.reader.uint32();
  if (distance < 4) throw corrupt("a view points to itself");
  return decoding.deferred(at + distance, () => readPart(decoding));
}

function readPart(decoding: Decoding): DeferredBuffer {
  const { reader } = decoding;
  const start = reader.varint();
  const form = reader.byte();
  if (form === BufferForm.bytes) return { buffer: copyOf(reader.bytes()), start };
  if (form !== BufferForm.attached) throw corrupt(`there is no buffer form ${form}`);
  return { buffer: bufferIn(decoding.attachment(reader.varint())), start };
}

function made(kind: number, range: ViewRange): ArrayBufferView {
  const { buffer, byteOffset, byteLength } = range;
  if (byteOffset < 0 || byteOffset + (byteLength ?? 0) > buffer.byteLength) {
    throw corrupt("a view goes beyond its buffer");
  }
  const view = orCorrupt(() => makeView(kind, range));
  if (view === undefined) throw corrupt(`there is no view kind ${kind}`);
  return view;
}

function orCorrupt<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    throw corrupt("a buffer or view can't be made", error);
  }
}

/** A transport of bytes may deliver a view on what it received. */
function bufferIn(attachment: unknown): ArrayBufferLike {
  if (types.isAnyArrayBuffer(attachment)) return attachment;
  if (!ArrayBuffer.isView(attachment)) throw corrupt("an attachment is no buffer");
  const { buffer, byteOffset, byteLength } = attachment;
  return byteLength === buffer.byteLength
    ? buffer
    : copyOf(new Uint8Array(buffer, byteOffset, byteLength));
}

function copyOf(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
