import { closeSync, readSync, writeSync } from "node:fs";
import { MisuseError } from "../errors.ts";
import { loadLibc } from "../memory/libc.ts";
import type { Libc } from "../memory/libc-calls.ts";
import type { NamedFile } from "./named-file.ts";

/** The bytes of a file that others share. Offsets are within it: the caller has made sure. */
export interface Region {
  /** The memory itself. Throws MisuseError where it can't be mapped. */
  buffer(): ArrayBuffer;
  /** A copy of bytes. */
  read(offset: number, length: number): Uint8Array;
  write(offset: number, bytes: Uint8Array): void;
  /** Once. Nothing else may be called afterwards, but the buffer stays usable for whoever has it. */
  close(): void;
}

/** The best region that there is on this machine; it owns the file's descriptor. */
export function openRegion(file: NamedFile, libc: Libc | undefined = loadLibc()): Region {
  return libc === undefined ? new FileRegion(file) : new MappedRegion(file, libc);
}

interface Mapping {
  readonly address: number;
  readonly length: number;
  readonly libc: Libc;
}

/** Unmapping is left to the garbage collector: a view of memory that isn't there any more would crash the process. */
const mappings = new FinalizationRegistry<Mapping>(({ address, length, libc }) =>
  libc.unmap(address, length),
);

/** Maps the file into this thread. */
class MappedRegion implements Region {
  readonly #mapping: Mapping;
  readonly #buffer: ArrayBuffer;
  readonly #bytes: Uint8Array;
  /** Whether somebody outside may have the buffer. */
  #given = false;

  constructor({ descriptor, size }: NamedFile, libc: Libc) {
    try {
      this.#mapping = { address: libc.map(descriptor, 0, size), length: size, libc };
    } finally {
      closeSync(descriptor);
    }
    this.#buffer = viewOf(this.#mapping);
    this.#bytes = new Uint8Array(this.#buffer);
    mappings.register(this.#buffer, this.#mapping, this);
    // A transfer would give the memory to another buffer, of whose end nobody would hear. Node refuses the others.
    Object.defineProperties(this.#buffer, { transfer: {}, transferToFixedLength: {} });
  }

  buffer(): ArrayBuffer {
    this.#given = true;
    return this.#buffer;
  }

  read(offset: number, length: number): Uint8Array {
    return this.#bytes.slice(offset, offset + length);
  }

  write(offset: number, bytes: Uint8Array): void {
    this.#bytes.set(bytes, offset);
  }

  close(): void {
    if (this.#given) return;
    mappings.unregister(this);
    const { address, length, libc } = this.#mapping;
    libc.unmap(address, length);
  }
}

function viewOf({ address, length, libc }: Mapping): ArrayBuffer {
  try {
    return libc.view(address, length);
  } catch (error) {
    // It is larger than a buffer can be.
    libc.unmap(address, length);
    throw error;
  }
}

const descriptors = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

/** Reads and writes the file: where the C library can't be called. */
export class FileRegion implements Region {
  readonly #file: NamedFile;

  constructor(file: NamedFile) {
    this.#file = file;
    descriptors.register(this, file.descriptor, this);
  }

  buffer(): ArrayBuffer {
    throw new MisuseError(
      `the shared memory '${this.#file.name}' can't be mapped, because the C library can't be called here ` +
        "(that takes the package koffi, on x64 or arm64); use read and write",
    );
  }

  read(offset: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const { descriptor } = this.#file;
    for (let done = 0; done < length;) {
      const count = readSync(descriptor, bytes, done, length - done, offset + done);
      // Somebody has cut the file; what isn't there reads as zeros.
      if (count === 0) break;
      done += count;
    }
    return bytes;
  }

  write(offset: number, bytes: Uint8Array): void {
    const { descriptor } = this.#file;
    for (let done = 0; done < bytes.length;)
      done += writeSync(descriptor, bytes, done, bytes.length - done, offset + done);
  }

  close(): void {
    descriptors.unregister(this);
    closeSync(this.#file.descriptor);
  }
}
