import { handle, type HandleDescription, type HandleTypes } from "../codec/handle.ts";
import { ClosedError } from "../errors.ts";
import { newName, noteOwner, removeNote, removeOwnAtExit, sweepOnce } from "./leftovers.ts";
import { createFile, missing, openFile, removeFile, type NamedFile } from "./named-file.ts";
import { openRegion, type Region } from "./region.ts";

/** How shared memory is made. */
export interface SharedMemoryOptions {
  /** Bytes; at least 1. */
  readonly size: number;
  /** How others find it: a file's name without a slash. Default: a new name, which is known by its handle only. */
  readonly name?: string | undefined;
}

/** Who has made the memory: this object, and the note about it if there is one. */
interface Making {
  readonly note: string | undefined;
}

/**
 * Bytes that any program of this user can share by their name. It is the same as Python's
 * `multiprocessing.shared_memory.SharedMemory` on Linux (the file `/dev/shm/NAME`), so that a Python program can open
 * what this class has made and the other way round. It can be captured by functions, and sent as an argument, a result
 * or in a message: it travels as its name.
 *
 * The name lives until somebody calls `unlink()`, and the memory until it has neither a name nor anybody who has it
 * open. What a process has made and not unlinked is removed when it ends, even if others have it open; and after a
 * process was killed, when the next program of the same user makes shared memory.
 *
 * Python before 3.13 also removes, at the end of a program, whatever it has opened.
 *
 * @example
 *     using memory = SharedMemory.create({ size: 1024 });
 *     await pool.apply((theirs) => theirs.bytes.fill(7), [memory]);
 *     console.log(memory.bytes[0]);
 */
export class SharedMemory {
  /** By this, others open it. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly #inode: number;
  readonly #made: Making | undefined;
  #region: Region | undefined;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: SharedMemory): HandleDescription {
        return this.#describe();
      },
    });
  }

  private constructor(file: NamedFile, region: Region, made: Making | undefined) {
    this.name = file.name;
    this.size = file.size;
    this.#inode = file.inode;
    this.#made = made;
    this.#region = region;
  }

  /**
   * Makes shared memory that is all zeros. It is reserved at once, so that there is no surprise later. Throws
   * MemoryFullError when there is no room (containers often have 64 MiB), an error with the code ERR_SKEIN_NAME_TAKEN
   * when there is memory of this name, and MisuseError for a size or a name that can't be, and on other systems than
   * Linux.
   */
  static create({ size, name }: SharedMemoryOptions): SharedMemory {
    // First, since what others left behind may take the room.
    sweepOnce();
    removeOwnAtExit();
    const file = createFile(name ?? newName(), size);
    try {
      const region = openRegion(file);
      const note = name === undefined ? undefined : noteOwner(name, file.inode);
      return new SharedMemory(file, region, { note });
    } catch (error) {
      removeFile(file.name, file.inode);
      throw error;
    }
  }

  /** Opens what somebody has made. Throws an error with the code ERR_SKEIN_NAME_MISSING when there is no such name. */
  static open(name: string): SharedMemory {
    const file = openFile(name);
    removeOwnAtExit();
    return new SharedMemory(file, openRegion(file), undefined);
  }

  /**
   * The memory itself: what one writes, all others see. `Atomics` work on it between processes, but for `Atomics.wait`
   * and `Atomics.notify`. It can be used as long as something refers to it, also after `close()`. Throws MisuseError
   * where memory can't be mapped (there is no koffi); `read` and `write` work there, too.
   */
  get buffer(): ArrayBuffer {
    return this.#open.buffer();
  }

  /** The `buffer` as bytes. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.buffer);
  }

  /** A copy of bytes; by default, of all. Throws RangeError when they aren't all in the memory. */
  read(offset = 0, length: number = this.size - offset): Uint8Array {
    this.#check(offset, length);
    return this.#open.read(offset, length);
  }

  /** Replaces bytes, from `offset` on. Throws RangeError when they don't fit in; then nothing is replaced. */
  write(offset: number, bytes: Uint8Array): void {
    this.#check(offset, bytes.length);
    this.#open.write(offset, bytes);
  }

  /**
   * This thread lets go of the memory, which goes on to exist, also under its name. A `buffer` that somebody still has
   * stays usable until it is garbage. Idempotent.
   */
  close(): void {
    this.#region?.close();
    this.#region = undefined;
  }

  /**
   * Takes the name away: nobody can open the memory any more, and it is freed when nobody has it open any more. Works
   * after `close()`, too. Throws an error with the code ERR_SKEIN_NAME_MISSING when that has been done already.
   */
  unlink(): void {
    if (!this.#unlink()) throw missing(this.name);
  }

  /** Closes it, and also unlinks it if this object has made it. */
  [Symbol.dispose](): void {
    this.close();
    if (this.#made !== undefined) this.#unlink();
  }

  #unlink(): boolean {
    const removed = removeFile(this.name, this.#inode);
    if (this.#made?.note !== undefined) removeNote(this.#made.note);
    return removed;
  }

  get #open(): Region {
    if (this.#region === undefined)
      throw new ClosedError(`the shared memory '${this.name}' has been closed here`);
    return this.#region;
  }

  #check(offset: number, length: number): void {
    const isCount = (value: number): boolean => Number.isInteger(value) && value >= 0;
    if (isCount(offset) && isCount(length) && offset + length <= this.size) return;
    throw new RangeError(
      `the shared memory '${this.name}' has ${this.size} bytes, not ${length} from byte ${offset} on`,
    );
  }

  #describe(): HandleDescription {
    void this.#open;
    return { type: "skein.SharedMemory", data: this.name, module: import.meta.url };
  }
}

/** Opens the memory that a handle names. */
export function reviveSharedMemory(data: unknown): SharedMemory {
  // Only shared memory makes handles of this type.
  return SharedMemory.open(data as string);
}

/** What arrives here. */
export const handles: HandleTypes = { "skein.SharedMemory": reviveSharedMemory };
