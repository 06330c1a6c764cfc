import { Heap } from "../memory/heap.ts";
import type { HeapOrder } from "../memory/heap-table.ts";
import { kinds } from "../memory/kinds.ts";
import type { SharedKind } from "../sync/shared-object.ts";
import { QueueState, STORE_WORDS, type QueueSettings } from "./queue-state.ts";

/** The item that was put last comes first. */
export const lifoKind: SharedKind<QueueState, QueueSettings> = heapKind({
  name: "LifoQueue",
  code: kinds.lifoQueue,
  order: "last first",
});

/** The item with the lowest priority comes first; of equals the one that was put first. */
export const priorityKind: SharedKind<QueueState, QueueSettings> = heapKind({
  name: "PriorityQueue",
  code: kinds.priorityQueue,
  order: "lowest first",
});

interface HeapKind {
  readonly name: string;
  readonly code: number;
  readonly order: HeapOrder;
}

function heapKind({ name, code, order }: HeapKind): SharedKind<QueueState, QueueSettings> {
  return {
    name,
    code,
    bytes: () => STORE_WORDS * Int32Array.BYTES_PER_ELEMENT + Heap.bytes,
    prepare: (block, { maxSize }) => new Heap(block, STORE_WORDS, order).prepare(maxSize),
    open: (block) => new QueueState(block, new Heap(block, STORE_WORDS, order)),
  };
}
