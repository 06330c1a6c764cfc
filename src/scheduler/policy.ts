/** The limits a scheduler keeps to. All times are milliseconds. */
export interface SchedulerPolicy {
  readonly minWorkers: number;
  readonly maxWorkers: number;
  readonly idleTimeout: number;
  /** Jobs after which a worker is replaced; infinity: never. */
  readonly maxTasksPerChild: number;
  /** Asynchronous jobs that one worker runs at a time. */
  readonly concurrency: number;
}
