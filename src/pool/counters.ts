/** What has happened in a pool since its start. */
export class Counters {
  submitted = 0;
  completed = 0;
  failed = 0;
  cancelled = 0;
  retried = 0;
  stolen = 0;
  workersStarted = 0;
  workersLost = 0;

  /** The figures as they are now. */
  snapshot(): Omit<Counters, "snapshot"> {
    const {
      submitted,
      completed,
      failed,
      cancelled,
      retried,
      stolen,
      workersStarted,
      workersLost,
    } = this;
    return {
      submitted,
      completed,
      failed,
      cancelled,
      retried,
      stolen,
      workersStarted,
      workersLost,
    };
  }
}
