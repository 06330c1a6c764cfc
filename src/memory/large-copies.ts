/** Larger memory isn't kept. */
const LARGEST_KEPT = 2 ** 22;

/** The buffers that are made here and can be given back. */
const made = new WeakSet<ArrayBufferLike>();
let spare: Uint8Array | undefined;

/**
 * A copy of the bytes from `start` to `end`, which are too many to be cut from a pool. Whoever has read it may give its
 * memory back: to touch new memory for the first time takes several times as long as to copy into it.
 */
export function copyLarge(source: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (spare === undefined || spare.length < length) {
    const copy = source.slice(start, end);
    if (length <= LARGEST_KEPT) made.add(copy.buffer);
    return copy;
  }
  const copy = spare.subarray(0, length);
  spare = undefined;
  copy.set(source.subarray(start, end));
  return copy;
}

/** The next large copy may be made in the memory of this one, if it is one. Nobody may have any part of it any more. */
export function giveBack({ buffer }: Uint8Array): void {
  if (made.has(buffer)) spare = new Uint8Array(buffer);
}
