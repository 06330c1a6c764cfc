import { Buffer } from "node:buffer";
import { types } from "node:util";
import { Serializer } from "node:v8";
import type { DeferredView, Encoding } from "./encoding.ts";
import { Tag } from "./tags.ts";
import { viewKind } from "./view-kinds.ts";

/** From this many bytes on a buffer rides beside the message, where it can be moved instead of copied. */
const LARGE = 32 * 1024;

/** How the bytes of a buffer are found. */
export const BufferForm = { bytes: 0, attached: 1, resizable: 2, deferred: 3 } as const;

/** How the buffer of a view is found. */
export const ViewForm = { whole: 0, deferred: 1, tracking: 2 } as const;

/** What Node 20 has and the types of es2023 don't. */
export interface ResizableBuffer extends ArrayBuffer {
  readonly resizable: boolean;
  readonly maxByteLength: number;
}

/** Writes how the bytes of an ArrayBuffer are found; it has its reference number. */
export function writeArrayBuffer(encoding: Encoding, buffer: ArrayBuffer): void {
  const { writer } = encoding;
  if (encoding.deferred.some((each) => each.buffer === buffer)) {
    writer.byte(BufferForm.deferred);
    return defer(encoding, buffer, buffer);
  }
  if (isAttached(encoding, buffer, buffer.byteLength)) return writeAttachment(encoding, buffer);
  const { resizable, maxByteLength } = buffer as ResizableBuffer;
  writer.byte(resizable ? BufferForm.resizable : BufferForm.bytes);
  if (resizable) writer.varint(maxByteLength);
  writer.bytes(new Uint8Array(buffer));
}

/**
 * Writes how the bytes of a view are found. A view on a part of a buffer waits until the end: then it is known whether
 * others need the rest.
 */
export function writeView(encoding: Encoding, view: ArrayBufferView): void {
  const { writer } = encoding;
  const { buffer } = view;
  writer.byte(viewKind(view));
  if (isWholeNeeded(encoding, view)) {
    const tracking = isLengthTracking(view);
    writer.byte(tracking ? ViewForm.tracking : ViewForm.whole);
    encoding.value(buffer);
    writer.varint(view.byteOffset);
    if (!tracking) writer.varint(view.byteLength);
    return;
  }
  writer.byte(ViewForm.deferred);
  defer(encoding, view, buffer);
  writer.varint(view.byteOffset);
  writer.varint(view.byteLength);
}

function defer(
  encoding: Encoding,
  value: ArrayBuffer | ArrayBufferView,
  buffer: ArrayBufferLike,
): void {
  const start = "byteOffset" in value ? value.byteOffset : 0;
  const pointer = encoding.writer.position;
  encoding.deferred.push({ value, buffer, start, end: start + value.byteLength, pointer });
  encoding.writer.uint32(0);
}

function isWholeNeeded(encoding: Encoding, view: ArrayBufferView): boolean {
  const { buffer } = view;
  if (view.byteLength === buffer.byteLength || types.isSharedArrayBuffer(buffer)) return true;
  return (
    (buffer as ResizableBuffer).resizable || encoding.moves(buffer) || encoding.find(buffer) >= 0
  );
}

/** The language doesn't tell, but V8 writes it as the last bit when it serializes the view. */
function isLengthTracking(view: ArrayBufferView): boolean {
  if (!(view.buffer as ResizableBuffer).resizable) return false;
  const serializer = new Serializer();
  serializer.writeValue(view);
  return ((serializer.releaseBuffer().at(-1) ?? 0) & 1) === 1;
}

/** Writes the buffers of all views that have waited, behind the value. */
export function writeDeferred(encoding: Encoding): void {
  const [first, second] = encoding.deferred;
  if (first !== undefined && second === undefined) {
    return writePart(
      encoding,
      aligned({ buffer: first.buffer, views: [first], start: first.start, end: first.end }),
    );
  }
  const byBuffer = new Map<ArrayBufferLike, DeferredView[]>();
  for (const each of encoding.deferred) {
    const views = byBuffer.get(each.buffer);
    if (views === undefined) byBuffer.set(each.buffer, [each]);
    else views.push(each);
  }
  for (const views of byBuffer.values()) for (const part of parts(views)) writePart(encoding, part);
}

/** What several views need of one buffer. */
interface Part {
  readonly buffer: ArrayBufferLike;
  readonly views: DeferredView[];
  start: number;
  end: number;
}

function parts(views: readonly DeferredView[]): Part[] {
  const others = views.filter(({ value }) => !Buffer.isBuffer(value));
  // Several views on one buffer are meant to share it. Node's Buffers only happen to: they are cut from a pool.
  if (others.length < 2) return overlapping(views);
  const { buffer } = views[0] as DeferredView;
  return [{ buffer, views: [...views], start: 0, end: buffer.byteLength }];
}

function overlapping(views: readonly DeferredView[]): Part[] {
  const found: Part[] = [];
  for (const view of views.toSorted((a, b) => a.start - b.start)) {
    const { buffer, start, end } = view;
    const last = found.at(-1);
    if (last !== undefined && start < last.end) {
      last.views.push(view);
      last.end = Math.max(last.end, end);
    } else {
      found.push({ buffer, views: [view], start, end });
    }
  }
  return found.map(aligned);
}

/** Elements of up to 8 bytes must lie as they did; a Buffer has none, and its neighbours are nobody's business. */
function aligned(part: Part): Part {
  if (part.views.some(({ value }) => !Buffer.isBuffer(value))) part.start -= part.start % 8;
  return part;
}

/** The first byte that is needed, then the form of what follows. */
function writePart(encoding: Encoding, { buffer, views, start, end }: Part): void {
  const { writer } = encoding;
  for (const { pointer } of views) writer.patchUint32(pointer, writer.position - pointer);
  writer.varint(start);
  if (isAttached(encoding, buffer, end - start)) {
    const whole = start === 0 && end === buffer.byteLength;
    return writeAttachment(encoding, whole ? buffer : buffer.slice(start, end));
  }
  writer.byte(BufferForm.bytes);
  writer.bytes(new Uint8Array(buffer, start, end - start));
}

function isAttached(encoding: Encoding, buffer: ArrayBufferLike, size: number): boolean {
  return encoding.context.attachments !== undefined && (size >= LARGE || encoding.moves(buffer));
}

/** Writes the number under which the other side finds the object beside the bytes. */
export function writeAttachment(encoding: Encoding, value: object): void {
  const { attachments } = encoding.context;
  encoding.writer.byte(BufferForm.attached);
  encoding.writer.varint((attachments?.push(value) ?? 0) - 1);
}

/** Writes an object that only structured clone can carry. */
export function writeCarried(encoding: Encoding, value: object): void {
  encoding.writer.byte(Tag.attached);
  writeAttachment(encoding, value);
}
