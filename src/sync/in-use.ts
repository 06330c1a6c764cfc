import { ClosedError } from "../errors.ts";
import type { BlockReference } from "../memory/memory.ts";
import type { SharedObject } from "./shared-object.ts";

interface Closable {
  close(): void;
}

/**
 * A shared object that, closed while something of this thread still waits for it, is let go of when that is over: who
 * gives up a wait has to say so there.
 */
export class InUse<State extends object> {
  readonly #kind: string;
  readonly #object: SharedObject<State>;
  readonly #parts: readonly Closable[];
  #uses = 0;
  #closed = false;

  /** `kind` is what the ClosedError calls it; `parts` are closed with it. */
  constructor(kind: string, object: SharedObject<State>, parts: readonly Closable[] = []) {
    this.#kind = kind;
    this.#object = object;
    this.#parts = parts;
  }

  /** The state. Throws ClosedError when it has been closed. */
  get state(): State {
    if (this.#closed) throw new ClosedError(`this ${this.#kind} has been closed here`);
    return this.#object.state;
  }

  /** What travels. */
  travel(): BlockReference {
    if (this.#closed) throw new ClosedError(`this ${this.#kind} has been closed here`);
    return this.#object.travel();
  }

  /** Keeps the object while `use` runs. Rejects as that does, and with ClosedError. */
  async during<Result>(use: (state: State) => Promise<Result>): Promise<Result> {
    const { state } = this;
    this.#uses += 1;
    try {
      return await use(state);
    } finally {
      this.#uses -= 1;
      this.#letGo();
    }
  }

  /** Lets go of it as soon as nothing uses it. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#letGo();
  }

  #letGo(): void {
    if (!this.#closed || this.#uses > 0) return;
    this.#object.close();
    for (const part of this.#parts) part.close();
  }
}
