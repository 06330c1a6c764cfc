/** Who a worker is, for its hooks. */
export interface WorkerFacts {
  /** 1 for the first worker of a server; never used again. */
  readonly id: number;
  readonly pid: number;
  /** How often the code had been reloaded when it started. */
  readonly generation: number;
}
