import { markAsUntransferable } from "node:worker_threads";
import { copyLarge } from "./large-copies.ts";

const POOL_BYTES = 2 ** 16;
/** Up to this many bytes a piece gets no buffer of its own. */
const LARGEST_PIECE = 2 ** 12;
const ALIGNMENT = 8;

let pool = Buffer.alloc(0);
let used = 0;

/**
 * A copy of the bytes from `start` to `end`. Pieces of some size are cut from a larger buffer, as Node does with Buffers:
 * to allocate a buffer for each would take longer than all else. So the buffer behind the copy may have other bytes too,
 * and lives as long as any piece of it.
 */
export function copyPooled(source: Uint8Array, start: number, end: number): Uint8Array {
  const length = end - start;
  if (length > LARGEST_PIECE) return copyLarge(source, start, end);
  if (used + length > pool.length) refill();
  const piece = pool.subarray(used, used + length);
  piece.set(source.subarray(start, end));
  used += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
  return piece;
}

function refill(): void {
  pool = Buffer.allocUnsafeSlow(POOL_BYTES);
  used = 0;
  // Whoever moved it would take all pieces with it.
  markAsUntransferable(pool.buffer);
}
