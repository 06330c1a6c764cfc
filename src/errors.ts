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

/** The two ends of a connection don't have the same authkey, or one of them asks for a proof that the other refuses. */
export class AuthenticationError extends SkeinError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_SKEIN_AUTHENTICATION", message, options);
  }
}

/** The connection to a manager or another peer broke while an answer was awaited. The call may have had effects. */
export class ConnectionLostError extends SkeinError {
  constructor(message: string, options?: ErrorOptions) {
    super("ERR_SKEIN_CONNECTION_LOST", message, options);
  }
}

/** A manager could not carry a request out, or what a method raised has no counterpart here. Python's RemoteError. */
export class RemoteError extends SkeinError {
  /** The traceback or the text that the server sent. */
  readonly remoteText: string;

  constructor(message: string, remoteText: string, options?: ErrorOptions) {
    super("ERR_SKEIN_REMOTE", message, options);
    this.remoteText = remoteText;
  }
}

/** Bytes that are no pickle, ask for more than the decoder allows, or name a class that it doesn't know. */
export class UnpicklingError extends SkeinError {
  /** Where in the bytes the decoder gave up. */
  readonly offset: number;

  constructor(message: string, offset: number, options?: ErrorOptions) {
    super("ERR_SKEIN_UNPICKLING", `${message} (at byte ${offset} of the pickle)`, options);
    this.offset = offset;
  }
}

/** A message is longer than the receiver allows. The connection can't be read any further. */
export class MessageTooLongError extends SkeinError {
  /** The length of the message, in bytes. */
  readonly length: number;
  /** The longest that was allowed, in bytes. */
  readonly limit: number;

  constructor(length: number, limit: number, options?: ErrorOptions) {
    const message = `a message of ${length} bytes is longer than the ${limit} allowed`;
    super("ERR_SKEIN_MESSAGE_TOO_LONG", message, options);
    this.length = length;
    this.limit = limit;
  }
}

/** A program and its arguments, or a line for the shell. */
export type ProgramCommand = string | readonly string[];

/** What a program had written when it failed or ran out of time; undefined where it wasn't captured. */
export interface ProgramOutput extends ErrorOptions {
  readonly stdout?: string | Uint8Array | undefined;
  readonly stderr?: string | Uint8Array | undefined;
}

/** Another program ended with a return code other than 0. Python's subprocess.CalledProcessError. */
export class CalledProcessError extends SkeinError {
  readonly command: ProgramCommand;
  /** n for an exit, -N for signal N. */
  readonly returncode: number;
  readonly stdout: string | Uint8Array | undefined;
  readonly stderr: string | Uint8Array | undefined;

  constructor(command: ProgramCommand, returncode: number, output: ProgramOutput = {}) {
    const end = returncode < 0 ? `was ended by signal ${-returncode}` : `returned ${returncode}`;
    super("ERR_SKEIN_CALLED_PROCESS", `the program "${shown(command)}" ${end}`, output);
    this.command = command;
    this.returncode = returncode;
    this.stdout = output.stdout;
    this.stderr = output.stderr;
  }
}

/** Another program took longer than its timeout. Python's subprocess.TimeoutExpired. */
export class TimeoutExpired extends TimeoutError {
  readonly command: ProgramCommand;
  /** What it had written until then. */
  readonly stdout: string | Uint8Array | undefined;
  readonly stderr: string | Uint8Array | undefined;

  constructor(command: ProgramCommand, timeout: number, output: ProgramOutput = {}) {
    super(`the program "${shown(command)}" took longer than ${timeout} ms`, timeout, output);
    this.command = command;
    this.stdout = output.stdout;
    this.stderr = output.stderr;
  }
}

/** Why a program could not be started. */
interface StartFailureOptions extends ErrorOptions {
  readonly reason: string;
}

/** Another program could not be started: it, its folder or what it needs isn't there. Python's FileNotFoundError & al. */
export class ProgramNotStartedError extends SkeinError {
  readonly command: ProgramCommand;
  /** The system's name of the error, such as "ENOENT" or "EACCES". */
  readonly reason: string;

  constructor(command: ProgramCommand, message: string, options: StartFailureOptions) {
    super("ERR_SKEIN_PROGRAM_NOT_STARTED", message, options);
    this.command = command;
    this.reason = options.reason;
  }
}

/** Another program has written more than `maxBuffer` allows. */
export class OutputTooLongError extends SkeinError {
  /** The longest that was allowed, in bytes. */
  readonly limit: number;

  constructor(limit: number, options?: ErrorOptions) {
    const message = `the program has written more than maxBuffer allows: ${limit} bytes`;
    super("ERR_SKEIN_OUTPUT_TOO_LONG", message, options);
    this.limit = limit;
  }
}

function shown(command: ProgramCommand): string {
  return typeof command === "string" ? command : command.join(" ");
}
