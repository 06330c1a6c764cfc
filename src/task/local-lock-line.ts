import { ClosedError, MisuseError } from "../errors.ts";
import { currentScope } from "./current-scope.ts";
import type { Scope } from "./scope.ts";
import { type LineOptions, WaitQueue } from "./wait-queue.ts";

/** What stands for an owner where no scope is running. */
const NO_SCOPE: unique symbol = Symbol("no scope");

type Owner = Scope | typeof NO_SCOPE;

/** Who holds a lock of one event loop, and who waits for it. */
export class LockLine {
  readonly #name: string;
  /** How often it is held; 0: it is free. */
  #depth = 0;
  /** Who holds it, if it is re-entrant. */
  #owner: Owner | undefined = undefined;
  readonly #isReentrant: boolean;
  #isClosed = false;
  readonly #waits = new WaitQueue<void, Owner | undefined>();

  constructor(name: string, isReentrant: boolean) {
    this.#name = name;
    this.#isReentrant = isReentrant;
  }

  get isHeld(): boolean {
    this.#assertOpen();
    return this.#depth > 0;
  }

  /** Whether whoever calls may say that the lock is theirs. */
  get heldByMe(): boolean {
    return this.#depth > 0 && this.#owner === this.#me();
  }

  tryAcquire(): boolean {
    this.#assertOpen();
    if (this.#depth > 0 && !(this.#isReentrant && this.#owner === this.#me())) return false;
    if (this.#isReentrant) this.#owner = this.#me();
    this.#depth += 1;
    return true;
  }

  /** Who gets out of here has the lock. */
  wait(options?: LineOptions): Promise<void> {
    return this.#waits.wait(this.#me(), options);
  }

  release(): void {
    // Who holds it can let go of it also when it has been closed: a guard has nobody to tell.
    if (this.#depth === 0) this.#assertOpen();
    if (this.#depth === 0)
      throw new MisuseError(`${this.#name} can't be released: nobody holds it`);
    if (this.#isReentrant && this.#owner !== this.#me())
      throw new MisuseError(`${this.#name} can't be released: whoever releases it must own it`);
    if (this.#depth > 1) this.#depth -= 1;
    else this.#handOver();
  }

  /** Lets go of it altogether, and gives how often it was held. */
  releaseAll(): number {
    const depth = this.#depth;
    this.#handOver();
    return depth;
  }

  /** Takes it again as often as it was held, whatever is cancelled meanwhile. */
  async reacquire(depth: number): Promise<void> {
    if (!this.tryAcquire()) await this.wait({ interruptible: false });
    // Not by saying how often it is held: another coroutine of the same owner may hold an RLock at the same time.
    this.#depth += depth - 1;
  }

  close(): void {
    this.#isClosed = true;
    this.#waits.failAll(this.#closedError());
  }

  /**
   * The next one holds it from this moment on, although its coroutine goes on later; so do the waits of the same owner
   * right behind it.
   */
  #handOver(): void {
    this.#depth = 0;
    this.#owner = this.#waits.wanted;
    while (this.#mayServe() && this.#waits.give()) this.#depth += 1;
  }

  #mayServe(): boolean {
    return this.#depth === 0 || (this.#isReentrant && this.#waits.wanted === this.#owner);
  }

  #me(): Owner | undefined {
    return this.#isReentrant ? (currentScope() ?? NO_SCOPE) : undefined;
  }

  #assertOpen(): void {
    if (this.#isClosed) throw this.#closedError();
  }

  #closedError(): ClosedError {
    return new ClosedError(`${this.#name} has been closed`);
  }
}
