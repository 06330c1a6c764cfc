import { loadLibc } from "../memory/libc.ts";
import { memoryMode } from "../memory/memory-mode.ts";
import { perThread } from "../per-thread.ts";

/** Closes the descriptors of pipes that nobody has read or closed and nobody can any more. */
const forgotten = perThread("forgotten-descriptors", () => ({
  registry: new FinalizationRegistry<number>((number) => loadLibc()?.close(number)),
}));

/**
 * One end of a real pipe, that this program has to close. While it is only a number nothing is read from it, so that it
 * can still be handed to another program with all that is in the pipe.
 */
export class Descriptor {
  #number: number | undefined;

  constructor(number: number) {
    this.#number = number;
    forgotten.registry.register(this, number, this);
  }

  /** Throws when it has been closed or taken. */
  get number(): number {
    if (this.#number === undefined) throw new Error("unreachable: the descriptor is closed");
    return this.#number;
  }

  /** Whoever takes it has to close it. */
  take(): number {
    const { number } = this;
    this.#number = undefined;
    forgotten.registry.unregister(this);
    return number;
  }

  /** Idempotent. */
  close(): void {
    if (this.#number !== undefined) loadLibc()?.close(this.take());
  }
}

/** Both ends of a pipe. */
export interface PipeEnds {
  readonly read: Descriptor;
  readonly write: Descriptor;
}

/** Opens a real pipe, or gives undefined where the C library can't be called: there, Node's sockets have to do. */
export function openPipe(): PipeEnds | undefined {
  if (memoryMode() !== "mapped") return undefined;
  const pipe = loadLibc()?.openPipe();
  if (pipe === undefined) return undefined;
  return { read: new Descriptor(pipe.read), write: new Descriptor(pipe.write) };
}
