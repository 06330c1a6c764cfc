/** The functions of the C library that shared memory, pipes and sockets need; lengths and offsets in bytes. */
export interface Libc {
  /** Maps a part of a file, shared, for reading and writing; gives the address (mmap(2)). */
  map(descriptor: number, offset: number, length: number): number;
  /** The memory at an address as a buffer. It must stay mapped for as long as the buffer lives. */
  view(address: number, length: number): ArrayBuffer;
  /** Takes a mapping away again (munmap(2)). No view may be left. */
  unmap(address: number, length: number): void;
  /** Makes an unnamed file in memory; gives its descriptor (memfd_create(2)). */
  makeFile(name: string): number;
  /** Makes sure that a part of a file has memory behind it, or gives the error's number (posix_fallocate(3)). */
  reserve(descriptor: number, offset: number, length: number): number;
  /** Gives the memory behind a part of a file back; it reads as zeros then (fallocate(2), FALLOC_FL_PUNCH_HOLE). */
  giveBack(descriptor: number, offset: number, length: number): void;
  /**
   * Makes a pipe and gives one descriptor that is both of its ends (pipe2(2), proc(5)): it never ends while it is open.
   * It doesn't block and isn't inherited. Node's own functions for files don't know it: a worker thread closes at its
   * end what it has opened with them, even when a socket has closed it long ago and the number is somebody else's.
   */
  makePipe(): number;
  /** Makes a pipe that blocks as other programs expect it; it isn't inherited unless handed over (pipe2(2)). */
  openPipe(): PipeDescriptors;
  /** Closes what `makePipe` and `openPipe` gave, unless a socket has taken it (close(2)). */
  close(descriptor: number): void;
  /** Sleeps while the word at an address is `value`, at most `limit` milliseconds (futex(2), FUTEX_WAIT). */
  futexWait(address: number, value: number, limit: number): void;
  /**
   * Sleeps while both words have these values (futex_waitv(2), Linux 5.16). False where the kernel has no such call.
   */
  futexWaitBoth(first: FutexWord, second: FutexWord, limit: number): boolean;
  /** Wakes so many sleepers on a word (futex(2), FUTEX_WAKE). */
  futexWake(address: number, count: number): void;
  /**
   * Reads what a socket has got, without waiting: how many bytes, 0 at its end, or the negative number of an error, such as
   * `notYet` (recv(2), MSG_DONTWAIT).
   */
  receive(descriptor: number, into: Uint8Array): number;
  /** Gives the first `length` bytes to a socket, as far as they go without waiting; answers like `receive` (send(2)). */
  send(descriptor: number, bytes: Uint8Array, length: number): number;
  /** The negative number of the error that a socket has still to tell, and it is told then; else 0 (SO_ERROR). */
  takeError(descriptor: number): number;
  /** Has a TCP socket acknowledge at once what has come, which may otherwise take 40 ms (TCP_QUICKACK, tcp(7)). */
  acknowledge(descriptor: number): void;
  /** Lets another thread have this core, if one wants it (sched_yield(2)). */
  yieldCore(): void;
  /** The kernel's number of this thread. */
  threadNumber(): number;
  /** Prepares a mutex that tells when its holder died (pthread_mutexattr_setrobust(3)). */
  makeMutex(address: number): void;
  /** Locks it. True when its last holder died with it; it is usable again then. */
  lockMutex(address: number): boolean;
  unlockMutex(address: number): void;
}

/** What `receive` and `send` answer when they would have to wait: -EAGAIN. */
export const notYet: number = -11;

/** What `send` answers when the other end has closed: -EPIPE. */
export const brokenPipe: number = -32;

/** A word and what it is expected to hold. */
export interface FutexWord {
  readonly address: number;
  readonly value: number;
}

/** The two ends of a pipe. */
export interface PipeDescriptors {
  readonly read: number;
  readonly write: number;
}
