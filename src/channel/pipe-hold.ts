import type { BlockReference } from "../memory/memory.ts";
import { perThread } from "../per-thread.ts";
import { ClosedError } from "../errors.ts";
import { whenUndelivered } from "../sync/undelivered.ts";
import { createShared, reviveShared, type SharedObject } from "../sync/shared-object.ts";
import { pipeKind, type PipeSettings, type PipeState, type Side } from "./pipe-state.ts";

/** What travels of a pipe. */
export interface PipeTravel {
  readonly pipe: BlockReference;
  readonly ticket: number;
}

/** The pipes that have a handle which this thread knows, by their references: each is open here once. */
const holds = perThread("pipes", () => new Map<string, PipeHold>());

/**
 * A pipe as this thread has it: one, however many of its connections are here. Nothing is left of it here when the last
 * of them is closed.
 */
export class PipeHold {
  readonly #object: SharedObject<PipeState>;
  #key: string | undefined;
  #connections = 0;

  constructor(object: SharedObject<PipeState>) {
    this.#object = object;
  }

  /** Makes a pipe, both of whose ends this thread has open. */
  static create(settings: PipeSettings, name: string | undefined): PipeHold {
    const made = new PipeHold(createShared(pipeKind, settings, name));
    made.#connections = 2;
    return made;
  }

  /** Opens one end of a pipe that has travelled. Throws ClosedError when that end is gone. */
  static revive(side: Side, { pipe, ticket }: PipeTravel): PipeHold {
    const key = pipe.join();
    const hold = holds.get(key) ?? new PipeHold(reviveShared(pipeKind, pipe));
    hold.#open(side, ticket);
    hold.#know(key);
    return hold;
  }

  get state(): PipeState {
    return this.#object.state;
  }

  /** A copy of one end is about to be sent. */
  travel(side: Side): PipeTravel {
    const pipe = this.#object.travel();
    this.#know(pipe.join());
    const travel: PipeTravel = { pipe, ticket: this.state.travel(side) };
    whenUndelivered(() => lose(side, travel));
    return travel;
  }

  /** A connection is closed. */
  close(side: Side): void {
    this.#connections -= 1;
    try {
      this.state.close(side);
    } finally {
      this.#forgetUnused();
    }
  }

  #open(side: Side, ticket: number): void {
    try {
      this.state.open(side, ticket);
      this.#connections += 1;
    } finally {
      this.#forgetUnused();
    }
  }

  #know(key: string): void {
    this.#key = key;
    holds.set(key, this);
  }

  #forgetUnused(): void {
    if (this.#connections > 0) return;
    if (this.#key !== undefined) holds.delete(this.#key);
    this.#object.close();
  }
}

/** Whoever a copy was sent to has ended. The pipe may be closed here by then, or be gone. */
function lose(side: Side, { pipe, ticket }: PipeTravel): void {
  const hold = holds.get(pipe.join());
  if (hold !== undefined) return hold.state.lose(side, ticket);
  try {
    const object = reviveShared(pipeKind, pipe);
    object.state.lose(side, ticket);
    object.close();
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error;
  }
}
