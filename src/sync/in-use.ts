import { ClosedError } from "../errors.ts";
import type { BlockReference } from "../memory/memory.ts";
import type { SharedObject } from "./shared-object.ts";

/**
 * A shared object that, closed while something of this thread still waits for it, is let go of when that is over: who
 * gives up a wait has to say so there.
 */
export class InUse<State extends object> {
  readonly #kind: string;
  readonly #object: SharedObject<State>;
  #uses = 0;
  #closed = false;

  /** `kind` is what the ClosedError calls it. */
  constructor(kind: string, object: SharedObject<State>) {
    this.#kind = kind;
    this.#object = object;
  }

  /** The state. Throws ClosedError when it has been closed. */
  get state(): State {
    if (this.#closed) throw new ClosedError(`this ${this.#kind} has been closed here`);
    return this.#object.state;
  }

  /** Whether something of this thread waits for it. */
  get busy(): boolean {
    return this.#uses > 0;
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
    if (this.#closed && !this.busy) this.#object.close();
  }
}
