import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  ftruncateSync,
  lstatSync,
  openSync,
  statfsSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { MemoryFullError, MisuseError, SkeinError } from "../errors.ts";
import { loadLibc } from "../memory/libc.ts";

/** Where Linux keeps what shm_open(3) makes. */
export const folder = "/dev/shm";

const ENOSPC = 28;
const EINTR = 4;
/** Where the C library can't be called, so many zeros are written at a time. */
const CHUNK_BYTES = 1024 * 1024;
const LONGEST_NAME = 255;

/** An open file in the folder. */
export interface NamedFile {
  readonly name: string;
  readonly descriptor: number;
  readonly size: number;
  /** Tells it from a later file of the same name. */
  readonly inode: number;
}

/**
 * Makes a file of zeros for which there is memory: without that, a program that touches what doesn't fit any more dies
 * of SIGBUS. Throws MemoryFullError, or an error with the code ERR_SKEIN_NAME_TAKEN.
 */
export function createFile(name: string, size: number): NamedFile {
  checkName(name);
  if (!Number.isSafeInteger(size) || size <= 0)
    throw new MisuseError(`the shared memory '${name}' can't have a size of ${size} bytes`);
  const { O_RDWR, O_CREAT, O_EXCL } = constants;
  const descriptor = open(name, O_RDWR | O_CREAT | O_EXCL);
  try {
    ftruncateSync(descriptor, size);
    reserve(descriptor, size);
    return { name, descriptor, size, inode: fstatSync(descriptor).ino };
  } catch (error) {
    closeSync(descriptor);
    unlinkSync(pathOf(name));
    throw explained(name, size, error);
  }
}

/** Opens a file. Throws an error with the code ERR_SKEIN_NAME_MISSING when there is none. */
export function openFile(name: string): NamedFile {
  checkName(name);
  const descriptor = open(name, constants.O_RDWR | constants.O_NOFOLLOW);
  const { size, ino } = fstatSync(descriptor);
  if (size > 0) return { name, descriptor, size, inode: ino };
  closeSync(descriptor);
  throw new MisuseError(`the shared memory '${name}' is empty: whoever makes it isn't ready yet`);
}

/** Takes the file's name away, unless it belongs to another file by now. Says whether it did. */
export function removeFile(name: string, inode: number): boolean {
  try {
    if (lstatSync(pathOf(name)).ino !== inode) return false;
    unlinkSync(pathOf(name));
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

export function pathOf(name: string): string {
  return `${folder}/${name}`;
}

export function missing(name: string, cause?: unknown): SkeinError {
  const message = `there is no shared memory called '${name}'`;
  return new SkeinError("ERR_SKEIN_NAME_MISSING", message, { cause });
}

function checkName(name: string): void {
  if (!existsSync(folder))
    throw new MisuseError(
      `there is no shared memory with names on ${process.platform}: it needs ${folder}`,
    );
  const wrong = typeof name !== "string" || /^\.{0,2}$|[/\0]/.test(name);
  if (wrong || Buffer.byteLength(name) > LONGEST_NAME)
    throw new MisuseError(
      `'${name}' can't be the name of shared memory: it must do as a file's name`,
    );
}

function open(name: string, flags: number): number {
  try {
    return openSync(pathOf(name), flags, 0o600);
  } catch (error) {
    if (codeOf(error) === "ENOENT") throw missing(name, error);
    if (codeOf(error) !== "EEXIST") throw error;
    const message = `there is shared memory called '${name}' already`;
    throw new SkeinError("ERR_SKEIN_NAME_TAKEN", message, { cause: error });
  }
}

function reserve(descriptor: number, size: number): void {
  const libc = loadLibc();
  if (libc === undefined) return writeZeros(descriptor, size);
  let failure: number;
  do failure = libc.reserve(descriptor, 0, size);
  while (failure === EINTR);
  if (failure === ENOSPC) throw noSpace();
  if (failure !== 0) throw new Error(`posix_fallocate failed with error ${failure}`);
}

function writeZeros(descriptor: number, size: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < size) throw noSpace();
  const zeros = new Uint8Array(Math.min(size, CHUNK_BYTES));
  for (let done = 0; done < size;)
    done += writeSync(descriptor, zeros, 0, Math.min(size - done, zeros.length), done);
}

function noSpace(): Error {
  return Object.assign(new Error("no space is left"), { code: "ENOSPC" });
}

function explained(name: string, size: number, error: unknown): unknown {
  if (codeOf(error) !== "ENOSPC" && codeOf(error) !== "EFBIG") return error;
  return new MemoryFullError(
    `${folder} has no room for the ${size} bytes of the shared memory '${name}'`,
    { cause: error },
  );
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
