import { ClosedError } from "../errors.ts";
import type { Block, BlockReference } from "../memory/memory.ts";
import { programMemory } from "../memory/program-memory.ts";
import { findWaitScopesBy } from "../memory/wait-scope.ts";
import { perThread } from "../per-thread.ts";
import { currentScope } from "../task/current-scope.ts";

/**
 * One kind of shared object: how its state lives in a block. A state's methods are the operations of the public class
 * without its comforts; their arguments and results are plain values, because a broker may carry them out for somebody
 * else. They come in three forms: those that never wait (`tryAcquire()`, `release()`), those that return a promise and
 * take WaitLimits last (`acquire(limits)`), and the same blocking (`acquireSync(limits)`).
 */
export interface SharedKind<State extends object, Settings> {
  /** The name of the public class. */
  readonly name: string;
  /** What is written into the block; see kinds.ts. */
  readonly code: number;
  /** How many bytes the block needs. */
  bytes(settings: Settings): number;
  /** Writes the settings into a new block, which is filled with zeros. */
  prepare(block: Block, settings: Settings): void;
  /** The state in a block as this thread sees it. */
  open(block: Block): State;
}

/** What this thread has of the place where a shared object lives; a {@link Block} is one. */
export type Hold = Pick<Block, "reference" | "closed" | "travels" | "release">;

/** What a public class holds: a state, and the right to it. */
export class SharedObject<State extends object> {
  readonly #kind: string;
  readonly #hold: Hold;
  readonly #state: State;

  constructor(kind: string, hold: Hold, state: State) {
    this.#kind = kind;
    this.#hold = hold;
    this.#state = state;
  }

  /** The state. Throws ClosedError when this thread has closed the object. */
  get state(): State {
    if (this.#hold.closed) throw new ClosedError(`this ${this.#kind} has been closed here`);
    return this.#state;
  }

  get closed(): boolean {
    return this.#hold.closed;
  }

  /** What travels; to be given to {@link reviveShared} on the other side. */
  travel(): BlockReference {
    if (this.#hold.closed) throw new ClosedError(`this ${this.#kind} has been closed here`);
    this.#hold.travels();
    return this.#hold.reference;
  }

  /** This thread lets go of it. Idempotent. */
  close(): void {
    this.#hold.release();
  }
}

/** Makes and opens the shared objects of a thread. */
export interface ObjectHost {
  create<State extends object, Settings>(
    kind: SharedKind<State, Settings>,
    settings: Settings,
    name: string | undefined,
  ): SharedObject<State>;
  open<State extends object, Settings>(
    kind: SharedKind<State, Settings>,
    reference: BlockReference,
  ): SharedObject<State>;
}

/** The host of a thread that has the memory itself. */
const memoryHost: ObjectHost = {
  create(kind, settings, name) {
    const block = programMemory().allocate({ kind: kind.code, bytes: kind.bytes(settings), name });
    kind.prepare(block, settings);
    return new SharedObject(kind.name, block, kind.open(block));
  },
  open(kind, reference) {
    const block = programMemory().open(reference);
    return new SharedObject(kind.name, block, kind.open(block));
  },
};

const current = perThread<{ host: ObjectHost }>("object-host", () => ({ host: memoryHost }));

/** From now on another makes and opens the shared objects of this thread; by default its own memory does. */
export function setObjectHost(host: ObjectHost): void {
  current.host = host;
}

/** Makes a new shared object. */
export function createShared<State extends object, Settings>(
  kind: SharedKind<State, Settings>,
  settings: Settings,
  name?: string,
): SharedObject<State> {
  findWaitScopesBy(currentScope);
  return current.host.create(kind, settings, name);
}

/** Opens the shared object that a handle names. Throws ClosedError when it is gone. */
export function reviveShared<State extends object, Settings>(
  kind: SharedKind<State, Settings>,
  reference: unknown,
): SharedObject<State> {
  findWaitScopesBy(currentScope);
  // Only `travel` makes what stands in handles of this type.
  return current.host.open(kind, reference as BlockReference);
}
