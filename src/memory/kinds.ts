/** What lives in a block. The numbers are written into shared memory. */
export const kinds = {
  lock: 1,
  rlock: 2,
  semaphore: 3,
  event: 4,
  condition: 5,
  barrier: 6,
  value: 7,
  array: 8,
  queue: 9,
  pipe: 10,
  ringSection: 11,
  lifoQueue: 12,
  priorityQueue: 13,
  heapPart: 14,
} as const;
