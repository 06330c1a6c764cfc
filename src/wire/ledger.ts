/**
 * The ledger says which of the calls that lie at a worker have been started. Each call sent to a worker has a ticket;
 * whoever claims the ticket owns the call: the worker to run it, or the parent to take it back and give it to another
 * worker. A ticket is claimed exactly once, in the order of issue, even when a side is killed in the middle. So the
 * parent can steal from a worker that is stuck in a long task, and after a crash it knows which calls never began.
 */
export interface Ledger {
  /** Parent only: adds `count` tickets. Numbers run on from the last one, modulo 2^32, starting at 0. */
  issue(count: number): void;
  /**
   * Either side: the number of the next unclaimed ticket, now the caller's, or -1 when there is none, or when `mayTake`
   * refuses it. Only ledgers of places to which something can be moved ask `mayTake`.
   */
  claim(mayTake?: (ticket: number) => boolean): number;
  /** Releases what the ledger holds (parent only). */
  close(): void;
}
