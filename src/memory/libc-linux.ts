import type { LibraryHandle } from "koffi";
import type { FutexWord, Libc, PipeDescriptors } from "./libc-calls.ts";
import { uninterrupted } from "./native-section.ts";

/** What of koffi is used: the package's own types are `any` where it matters here. */
export interface Koffi {
  load(path: null): LibraryHandle;
  view(address: bigint, length: number): ArrayBuffer;
  errno(): number;
}

type Call = (...args: readonly (number | bigint | string | Uint8Array | null)[]) => number | bigint;

const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const MFD_CLOEXEC = 1;
const O_RDWR = 2;
const O_NONBLOCK_CLOEXEC = 0o2_004_000;
const O_CLOEXEC = 0o2_000_000;
const FALLOC_PUNCH_HOLE_KEEP_SIZE = 3;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const SOL_SOCKET = 1;
const IPPROTO_TCP = 6;
const TCP_QUICKACK = 12;
const SO_ERROR = 4;
const FUTEX_WAIT = 0;
const FUTEX_WAKE = 1;
/** In a `futex_waitv`: words of 32 bits, that other processes share. */
const FUTEX_32 = 2;
const CLOCK_MONOTONIC = 1;
const ENOSYS = 38;
const EOWNERDEAD = 130;
/** Larger than `pthread_mutexattr_t` anywhere. */
const MUTEX_ATTRIBUTES_BYTES = 64;

/** The numbers of system calls that the C library has no function for. */
const calls = {
  x64: { futex: 202, gettid: 186, futexWaitBoth: 449 },
  arm64: { futex: 98, gettid: 178, futexWaitBoth: 449 },
} as const;

export type Architecture = keyof typeof calls;

/** The C library of Linux, glibc or musl, on the processors in `Architecture`. */
export class LinuxLibc implements Libc {
  readonly #koffi: Koffi;
  readonly #numbers: (typeof calls)[Architecture];
  readonly #attributes = new Uint8Array(MUTEX_ATTRIBUTES_BYTES);
  /** `struct timespec`: seconds, nanoseconds. */
  readonly #time = new BigInt64Array(2);
  readonly #timeBytes = new Uint8Array(this.#time.buffer);
  /** Two `struct futex_waitv`: value, address, flags. */
  readonly #both = new BigUint64Array(6);
  readonly #bothBytes = new Uint8Array(this.#both.buffer);
  readonly #bothWords = new Uint32Array(this.#both.buffer);
  readonly #mmap: Call;
  readonly #munmap: Call;
  readonly #memfdCreate: Call;
  readonly #reserve: Call;
  readonly #fallocate: Call;
  readonly #pipe: Call;
  readonly #open: Call;
  readonly #close: Call;
  readonly #futex: Call;
  readonly #futexWaitv: Call;
  readonly #recv: Call;
  readonly #send: Call;
  readonly #getsockopt: Call;
  readonly #setsockopt: Call;
  readonly #on = new Uint8Array(Int32Array.of(1).buffer);
  readonly #schedYield: Call;
  readonly #gettid: Call;
  readonly #mutexInit: Call;
  readonly #mutexLock: Call;
  readonly #mutexUnlock: Call;
  readonly #mutexConsistent: Call;
  #canWaitForBoth = true;

  constructor(koffi: Koffi, architecture: Architecture) {
    this.#koffi = koffi;
    this.#numbers = calls[architecture];
    // Node itself links the C library, whatever it is called.
    const library = koffi.load(null);
    const declare = (declaration: string): Call => library.func(declaration) as Call;
    // syscall(2) is variadic; on these processors, fixed arguments are passed the same way.
    const syscall = (...types: string[]): Call =>
      library.func("syscall", "long", ["long", ...types]) as Call;
    this.#mmap = declare("intptr_t mmap(intptr_t, size_t, int, int, int, int64_t)");
    this.#munmap = declare("int munmap(intptr_t, size_t)");
    this.#memfdCreate = declare("int memfd_create(const char *, unsigned int)");
    this.#reserve = declare("int posix_fallocate(int, int64_t, int64_t)");
    this.#fallocate = declare("int fallocate(int, int, int64_t, int64_t)");
    this.#pipe = declare("int pipe2(void *, int)");
    this.#open = declare("int open(const char *, int)");
    this.#close = declare("int close(int)");
    this.#futex = syscall("intptr_t", "int", "int", "void *", "intptr_t", "int");
    this.#futexWaitv = syscall("void *", "long", "long", "void *", "long");
    this.#recv = declare("intptr_t recv(int, void *, size_t, int)");
    this.#send = declare("intptr_t send(int, void *, size_t, int)");
    this.#getsockopt = declare("int getsockopt(int, int, int, void *, void *)");
    this.#setsockopt = declare("int setsockopt(int, int, int, void *, int)");
    this.#schedYield = declare("int sched_yield()");
    this.#gettid = syscall();
    this.#mutexInit = declare("int pthread_mutex_init(intptr_t, void *)");
    this.#mutexLock = declare("int pthread_mutex_lock(intptr_t)");
    this.#mutexUnlock = declare("int pthread_mutex_unlock(intptr_t)");
    this.#mutexConsistent = declare("int pthread_mutex_consistent(intptr_t)");
    declare("int pthread_mutexattr_init(void *)")(this.#attributes);
    declare("int pthread_mutexattr_setpshared(void *, int)")(this.#attributes, 1);
    declare("int pthread_mutexattr_setrobust(void *, int)")(this.#attributes, 1);
  }

  map(descriptor: number, offset: number, length: number): number {
    const address = this.#mmap(0, length, PROT_READ_WRITE, MAP_SHARED, descriptor, offset);
    if (Number(address) === -1) throw this.#failed("mmap");
    return Number(address);
  }

  view(address: number, length: number): ArrayBuffer {
    return uninterrupted(() => this.#koffi.view(BigInt(address), length));
  }

  unmap(address: number, length: number): void {
    this.#munmap(address, length);
  }

  makeFile(name: string): number {
    const descriptor = Number(this.#memfdCreate(name, MFD_CLOEXEC));
    if (descriptor < 0) throw this.#failed("memfd_create");
    return descriptor;
  }

  reserve(descriptor: number, offset: number, length: number): number {
    return Number(this.#reserve(descriptor, offset, length));
  }

  giveBack(descriptor: number, offset: number, length: number): void {
    this.#fallocate(descriptor, FALLOC_PUNCH_HOLE_KEEP_SIZE, offset, length);
  }

  makePipe(): number {
    const { read, write } = this.#pipeWith(O_NONBLOCK_CLOEXEC);
    const both = Number(this.#open(`/proc/self/fd/${read}`, O_RDWR | O_NONBLOCK_CLOEXEC));
    const failed = both < 0 ? this.#failed("open") : undefined;
    this.#close(read);
    this.#close(write);
    if (failed !== undefined) throw failed;
    return both;
  }

  openPipe(): PipeDescriptors {
    return this.#pipeWith(O_CLOEXEC);
  }

  close(descriptor: number): void {
    this.#close(descriptor);
  }

  futexWait(address: number, value: number, limit: number): void {
    this.#setTime(limit);
    this.#futex(this.#numbers.futex, address, FUTEX_WAIT, value, this.#timeBytes, 0, 0);
  }

  futexWaitBoth(first: FutexWord, second: FutexWord, limit: number): boolean {
    if (!this.#canWaitForBoth) return false;
    this.#setWaiter(0, first);
    this.#setWaiter(1, second);
    // Unlike futex(2), this call takes the moment to end at.
    this.#setTime(limit, process.hrtime.bigint());
    const { futexWaitBoth } = this.#numbers;
    const woken = this.#futexWaitv(
      futexWaitBoth,
      this.#bothBytes,
      2,
      0,
      this.#timeBytes,
      CLOCK_MONOTONIC,
    );
    if (Number(woken) === -1 && this.#koffi.errno() === ENOSYS) this.#canWaitForBoth = false;
    return this.#canWaitForBoth;
  }

  futexWake(address: number, count: number): void {
    this.#futex(this.#numbers.futex, address, FUTEX_WAKE, count, null, 0, 0);
  }

  receive(descriptor: number, into: Uint8Array): number {
    return this.#outcome(this.#recv(descriptor, into, into.byteLength, MSG_DONTWAIT));
  }

  send(descriptor: number, bytes: Uint8Array, length: number): number {
    return this.#outcome(this.#send(descriptor, bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL));
  }

  takeError(descriptor: number): number {
    const error = new Int32Array(1);
    const length = Int32Array.of(error.byteLength);
    const [value, size] = [new Uint8Array(error.buffer), new Uint8Array(length.buffer)];
    this.#getsockopt(descriptor, SOL_SOCKET, SO_ERROR, value, size);
    return -(error[0] ?? 0);
  }

  acknowledge(descriptor: number): void {
    this.#setsockopt(descriptor, IPPROTO_TCP, TCP_QUICKACK, this.#on, this.#on.byteLength);
  }

  yieldCore(): void {
    this.#schedYield();
  }

  threadNumber(): number {
    return Number(this.#gettid(this.#numbers.gettid));
  }

  makeMutex(address: number): void {
    this.#mutexInit(address, this.#attributes);
  }

  lockMutex(address: number): boolean {
    const result = Number(this.#mutexLock(address));
    if (result === 0) return false;
    if (result !== EOWNERDEAD) throw new Error(`pthread_mutex_lock failed with error ${result}`);
    this.#mutexConsistent(address);
    return true;
  }

  unlockMutex(address: number): void {
    this.#mutexUnlock(address);
  }

  #pipeWith(flags: number): PipeDescriptors {
    const ends = new Int32Array(2);
    if (Number(this.#pipe(new Uint8Array(ends.buffer), flags)) !== 0) throw this.#failed("pipe2");
    const [read = -1, write = -1] = ends;
    return { read, write };
  }

  #setTime(limit: number, start = 0n): void {
    const until = start + BigInt(Math.ceil(limit * 1e6));
    this.#time[0] = until / 1_000_000_000n;
    this.#time[1] = until % 1_000_000_000n;
  }

  #setWaiter(which: 0 | 1, { address, value }: FutexWord): void {
    this.#both[which * 3] = BigInt(value >>> 0);
    this.#both[which * 3 + 1] = BigInt(address);
    this.#bothWords[which * 6 + 4] = FUTEX_32;
    this.#bothWords[which * 6 + 5] = 0;
  }

  #outcome(result: number | bigint): number {
    return Number(result) < 0 ? -this.#koffi.errno() : Number(result);
  }

  #failed(call: string): Error {
    return new Error(`${call} failed with error ${this.#koffi.errno()}`);
  }
}
