import type { FairShare } from "./board.ts";
import type { Row } from "./counters.ts";

/** What a lane is given by the worker it runs in. */
export interface LaneContext {
  /** One descriptor of each listening socket, for this lane alone. */
  readonly descriptors: readonly number[];
  /** Where the lane counts what it does. */
  readonly row: Row;
  /** Keeps its connections and those of other lanes in balance, where that is possible. */
  readonly share: FairShare | undefined;
  /** To be called with each request that has been answered. */
  readonly served: () => void;
}

/** One event loop that accepts connections: the main thread of a worker, or one of its threads. */
export interface Lane {
  /**
   * Stops accepting and lets what is under way finish; resolves when the last connection has gone. `hasty` closes
   * connections that wait for nothing but a next request.
   */
  drain(options: { readonly hasty: boolean }): Promise<void>;
}
