import type { WaitSet } from "../memory/memory.ts";

/** Where the items of a queue are, as bytes: a ring, or a heap. Nothing here waits. */
export interface ItemStore {
  /** Who waits for an item. Rung by `tryPut` and `seal`. */
  readonly notEmpty: WaitSet;
  /** Who waits for room. Rung when an item is taken, by `clear` and by `seal`. */
  readonly notFull: WaitSet;
  /** How many items there are. */
  readonly count: number;
  /** How many have ever been put, modulo 2^32. */
  readonly put: number;
  /** How many of them have been dropped by `clear`, modulo 2^32. */
  readonly dropped: number;
  /** Whether nothing is put any more; then all that was put can be seen. */
  readonly sealed: boolean;
  /** False when it is full or sealed. `priority` means something only where there is an order by priority. */
  tryPut(item: Uint8Array, priority: number): boolean;
  /** Takes the item whose turn it is; what is given may be a part of a larger buffer. */
  tryTakePooled(): Uint8Array | undefined;
  /** Drops all items, and gives how many. */
  clear(): number;
  seal(): void;
  /** This thread is about to let go of the queue. */
  letGo(): void;
}
