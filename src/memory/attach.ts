import { closeSync, constants, openSync, readdirSync, readlinkSync, readSync } from "node:fs";
import { MisuseError } from "../errors.ts";
import { head, WORD_BYTES } from "./layout.ts";
import { loadLibc } from "./libc.ts";
import { READY, Tables } from "./tables.ts";

/** What the kernel calls files that `shared-file.ts` makes. */
const looksLikeOurs = /^\/(dev\/shm\/#\d+|memfd:skein) \(deleted\)$/;

/** Another program's memory, for as long as it is looked at. */
export interface Attached extends Disposable {
  readonly tables: Tables;
}

/**
 * The memory of the program that a process belongs to, for looking at it from outside; undefined when the process
 * shares no memory. Throws MisuseError when the process is gone or somebody else's, and where nothing can be mapped.
 */
export function attach(pid: number): Attached | undefined {
  const libc = loadLibc();
  if (libc === undefined)
    throw new MisuseError("shared memory can't be looked at here: it needs Linux and koffi");
  const folder = `/proc/${pid}/fd`;
  for (const number of descriptorsOf(pid, folder)) {
    const descriptor = openIfOurs(`${folder}/${number}`);
    if (descriptor === undefined) continue;
    // What has been mapped stays mapped.
    const close = (): void => closeSync(descriptor);
    return { tables: new Tables(libc, descriptor), [Symbol.dispose]: close };
  }
  return undefined;
}

function descriptorsOf(pid: number, folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    const why = error instanceof Error && "code" in error ? error.code : undefined;
    throw new MisuseError(
      why === "EACCES"
        ? `process ${pid} belongs to somebody else: it can only be looked at by its user or root`
        : `there is no process ${pid}`,
      { cause: error },
    );
  }
}

function openIfOurs(path: string): number | undefined {
  try {
    if (!looksLikeOurs.test(readlinkSync(path))) return undefined;
    const descriptor = openSync(path, constants.O_RDWR);
    if (isReady(descriptor)) return descriptor;
    closeSync(descriptor);
  } catch {
    // Closed meanwhile, or not for us.
  }
  return undefined;
}

/** Other programs have unnamed files there too, and one of ours may never have been used. */
function isReady(descriptor: number): boolean {
  const word = Buffer.alloc(WORD_BYTES);
  readSync(descriptor, word, 0, WORD_BYTES, head.state * WORD_BYTES);
  return word.readInt32LE(0) === READY;
}
