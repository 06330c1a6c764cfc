import type { TransferListItem } from "node:worker_threads";

const marked = new WeakSet<object>();

/**
 * Marks a buffer (or the buffer behind a view), or a port, to be moved instead of copied when it crosses to another
 * thread: as an argument, or, where the `transfer` option can't reach, as the result of a function. What has been moved
 * is empty here afterwards. Between processes everything is copied, and the mark has no effect. Gives the same value.
 *
 * @example
 *     const pixels = await pool.apply((size: number) => move(render(size)), [1024]);
 */
export function move<Value extends TransferListItem | ArrayBufferView>(value: Value): Value {
  marked.add(ArrayBuffer.isView(value) ? value.buffer : value);
  return value;
}

/** What has been marked, as the codec asks for it. */
export const toMove: Pick<ReadonlySet<object>, "has"> = marked;
