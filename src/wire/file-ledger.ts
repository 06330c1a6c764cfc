import {
  closeSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  entryBytes,
  readEntry,
  ticketEntry,
  turnEntry,
  turnMarks,
  writeTicket,
} from "./file-ledger-entry.ts";
import type { Ledger } from "./ledger.ts";

/** How many bytes go into one file before the ledger turns to the other. */
const turnAfter = 65_536;

/**
 * The parent's side of a ledger for processes; {@link InheritedLedger} is the child's. Its files are inherited by the
 * child, so both sides share one *open file description* and with it the read offset, which read(2) moves atomically
 * (POSIX 2.9.7): whoever reads a ticket owns it, at about 1.6 µs. The parent writes with explicit positions, which
 * leave the offset alone. The files have no name and vanish with the last descriptor, whatever kills whom.
 *
 * Two files take turns so that none grows for ever. The parent ends a full one with two `turn` marks, one for each
 * side, and writes on in the other. A child that reads its mark knows that all tickets before it are claimed: it empties
 * the file and turns too. Offsets only ever grow, an emptied file is written on behind a hole; a mark that the parent
 * never read is part of the hole then, and holes are skipped.
 */
export class FileLedger implements Ledger {
  /** To be inherited by the child in this order. */
  readonly descriptors: readonly [number, number];
  readonly #ends: [number, number] = [0, 0];
  readonly #entry: Buffer = Buffer.alloc(entryBytes);
  #reading: 0 | 1 = 0;
  #writing: 0 | 1 = 0;
  #next: number;
  #written = 0;
  #open = true;

  /** `first` is the number of the first ticket: tests begin just before the wrap. */
  constructor(descriptors: readonly [number, number], first = 0) {
    this.descriptors = descriptors;
    this.#next = first;
  }

  issue(count: number): void {
    if (!this.#open) return;
    if (this.#written >= turnAfter) this.#turn();
    const entries = Buffer.allocUnsafe(count * entryBytes);
    for (let index = 0; index < count; index += 1) {
      writeTicket(entries, index, this.#next);
      this.#next = (this.#next + 1) >>> 0;
    }
    this.#append(entries);
  }

  claim(): number {
    if (!this.#open) return -1;
    for (;;) {
      const kind = readEntry(this.descriptors[this.#reading], this.#entry);
      if (kind === ticketEntry) return this.#entry.readUInt32LE(0);
      const behind = this.#reading !== this.#writing;
      // The end of a file that has a mark for us can only mean that the child has been there and emptied it.
      if (kind === turnEntry || (kind === undefined && behind))
        this.#reading = other(this.#reading);
      else if (kind === undefined) return -1;
    }
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    for (const descriptor of this.descriptors) closeSync(descriptor);
  }

  /** Turns to the other file if the child has left that one; else this one grows a little further. */
  #turn(): void {
    this.#written = 0;
    const next = other(this.#writing);
    if (fstatSync(this.descriptors[next]).size > 0) return;
    // If this side is still in the emptied file, it has only its mark to skip.
    this.#reading = this.#writing;
    this.#append(turnMarks());
    this.#writing = next;
    this.#written = 0;
  }

  #append(entries: Buffer): void {
    const file = this.#writing;
    let done = 0;
    while (done < entries.byteLength) {
      done += writeSync(
        this.descriptors[file],
        entries,
        done,
        entries.byteLength - done,
        this.#ends[file] + done,
      );
    }
    this.#ends[file] += done;
    this.#written += done;
  }
}

/**
 * Makes the files of a ledger: in memory (/dev/shm) where there is such a place, else in the directory for temporary
 * files; undefined where neither works. On Windows always undefined: reads there are not atomic.
 */
export function createFileLedger(): FileLedger | undefined {
  if (process.platform === "win32") return undefined;
  for (const directory of ["/dev/shm", tmpdir()]) {
    if (!existsSync(directory)) continue;
    try {
      return new FileLedger(openNameless(directory));
    } catch {
      // Full, read-only or forbidden: the next place may do, and without any there still is a ledger without stealing.
    }
  }
  return undefined;
}

function openNameless(directory: string): [number, number] {
  const folder = mkdtempSync(join(directory, "skein-"));
  const descriptors: number[] = [];
  try {
    const [first, second] = ["a", "b"].map((name) => {
      const descriptor = openSync(join(folder, name), "wx+", 0o600);
      descriptors.push(descriptor);
      return descriptor;
    });
    if (first === undefined || second === undefined)
      throw new Error("unreachable: two names give two files");
    return [first, second];
  } catch (error) {
    for (const descriptor of descriptors) closeSync(descriptor);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function other(file: 0 | 1): 0 | 1 {
  return file === 0 ? 1 : 0;
}
