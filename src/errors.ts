/** Every error that Skein itself raises: one tree, one stable `code` each, split by whose fault it is. */

/** The base of all errors that Skein raises. A user's own error is never wrapped in one: it comes back as itself. */
export class SkeinError extends Error {
  override readonly name: string;
  /** Stable and safe to compare, unlike the message. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The caller used the API in a way that can't work; thrown at once. */
export class MisuseError extends SkeinError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_SKEIN_MISUSE", message, options);
  }
}

/** A value can't cross the border. `path` names the way from the argument or captured variable to the offender. */
export class NotSendableError extends SkeinError {
  readonly path: readonly string[];
  readonly reason: string;

  constructor(path: readonly string[], reason: string, options?: ErrorOptions) {
    super("ERR_SKEIN_NOT_SENDABLE", [...path, reason].join(" -> "), options);
    this.path = path;
    this.reason = reason;
  }
}

/** What was asked for has been closed or terminated. */
export class ClosedError extends SkeinError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_SKEIN_CLOSED", message, options);
  }
}

/** A wait or a call took longer than its `timeout`. */
export class TimeoutError extends SkeinError {
  /** The limit that was overrun, in milliseconds. */
  readonly timeout: number;

  constructor(message: string, timeout: number, options?: ErrorOptions) {
    super("ERR_SKEIN_TIMEOUT", message, options);
    this.timeout = timeout;
  }
}

/** The call was cancelled by `cancel()`. A call cancelled by a signal rejects with the signal's own reason instead. */
export class CancelledError extends SkeinError {
  constructor(message = "the call was cancelled", options?: ErrorOptions) {
    super("ERR_SKEIN_CANCELLED", message, options);
  }
}

/** How a worker ended; read it from a {@link WorkerLostError}. */
export interface WorkerLoss {
  readonly pid?: number | undefined;
  readonly threadId?: number | undefined;
  /** n for an exit, -N for signal N, as in `Process.exitCode`. */
  readonly exitCode?: number | undefined;
}

/** The worker that ran the call died before it could answer. The call may have had effects. */
export class WorkerLostError extends SkeinError {
  readonly pid: number | undefined;
  readonly threadId: number | undefined;
  readonly exitCode: number | undefined;

  constructor(message: string, loss: WorkerLoss, options?: ErrorOptions) {
    super("ERR_SKEIN_WORKER_LOST", message, options);
    this.pid = loss.pid;
    this.threadId = loss.threadId;
    this.exitCode = loss.exitCode;
  }
}

/** The memory that threads and processes share is full. */
export class MemoryFullError extends SkeinError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_SKEIN_MEMORY_FULL", message, options);
  }
}

/** A barrier that somebody waits at was aborted or reset, its action failed, a wait timed out, or a party died. */
export class BrokenBarrierError extends SkeinError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_SKEIN_BROKEN_BARRIER", message, options);
  }
}

/** There was nothing in the queue. */
export class QueueEmptyError extends SkeinError {
  constructor(message = "the queue is empty", options?: ErrorOptions) {
    super("ERR_SKEIN_QUEUE_EMPTY", message, options);
  }
}

/** There was no room in the queue. */
export class QueueFullError extends SkeinError {
  constructor(message = "the queue is full", options?: ErrorOptions) {
    super("ERR_SKEIN_QUEUE_FULL", message, options);
  }
}

/** The queue was shut down. */
export class QueueClosedError extends ClosedError {
  constructor(message = "the queue has been shut down", options?: ErrorOptions) {
    super(message, options);
  }
}

/** The other end of a pipe is gone, and all that it has sent has been read. Python's EOFError. */
export class EndOfPipeError extends ClosedError {
  constructor(message = "the other end of the pipe is closed", options?: ErrorOptions) {
    super(message, options);
  }
}

/** A coroutine has returned, or had ended before it was sent to. Python's StopIteration. */
export class CoroutineEndedError extends ClosedError {
  /** What it returned; undefined when it had ended before. */
  readonly value: unknown;

  constructor(value: unknown, options?: ErrorOptions) {
    super("the coroutine has ended", options);
    this.value = value;
  }
}

/** A message is longer than the buffer that it was to be read into. */
export class BufferTooShortError extends SkeinError {
  /** The whole message: nothing is lost. */
  readonly bytes: Uint8Array;

  constructor(message: string, bytes: Uint8Array, options?: ErrorOptions) {
    super("ERR_SKEIN_BUFFER_TOO_SHORT", message, options);
    this.bytes = bytes;
  }
}

/** One thread in a deadlock. */
export interface DeadlockParticipant {
  readonly pid: number;
  /** Node's number of the thread; 0 is the main thread of its process. */
  readonly threadId: number;
  /** The lock that it holds and the one before it in the circle waits for. */
  readonly holds: string;
  /** The lock that it waits for and the one after it holds. */
  readonly waitsFor: string;
  /** For how many milliseconds it has waited. */
  readonly since: number;
}

/** Threads or processes wait for each other's locks in a circle. See `detectDeadlocks`. */
export class DeadlockError extends SkeinError {
  readonly participants: readonly DeadlockParticipant[];

  constructor(
    message: string,
    participants: readonly DeadlockParticipant[],
    options?: ErrorOptions,
  ) {
    super("ERR_SKEIN_DEADLOCK", message, options);
    this.participants = participants;
  }
}
