let current: string | undefined;

/** The name that this worker was started with or given since; undefined in the main thread of a program. */
export function workerName(): string | undefined {
  return current;
}

/** For a worker's entry only. */
export function setWorkerName(name: string): void {
  current = name;
}
