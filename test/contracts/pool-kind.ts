import type { Pool, PoolOptions } from "../../src/index.ts";

/** One kind of pool. */
export interface PoolKind {
  readonly name: string;
  create(options?: number | PoolOptions<number[]>): Pool<number[]>;
  /** Whether a running function can be stopped from outside, and its worker can die alone. */
  readonly isolated: boolean;
}

/** A minute is more than any of these tests needs, however loaded the machine. */
export const minute = { timeout: 60_000 };
