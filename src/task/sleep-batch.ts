import { currentScope } from "./current-scope.ts";
import { hold, release } from "./keep-alive.ts";
import type { Interruptible, Scope } from "./scope.ts";

/** When one of so many is interrupted, the others have to lie down again. */
const MOST = 64;

/** What a batch tells of itself. */
export interface Dormitory {
  /** Whether sleepers keep the program alive. */
  readonly awake: boolean;
  /** All of this batch's sleepers have been interrupted. */
  emptied(batch: SleepBatch): void;
}

/**
 * Sleepers that wake at the same moment. Each awaits a promise derived from one that all share, with one function for all:
 * a sleeper costs one derived promise, and no closure. Which of them is being woken, that function learns from the current
 * scope.
 *
 * Interrupting one wakes all: the interrupted one throws its reason, the others wait for the next common promise.
 */
export class SleepBatch implements Interruptible {
  readonly due: number;
  readonly #dormitory: Dormitory;
  readonly #wake: () => void | Promise<void>;
  #sleepers = 0;
  #accepted = 0;
  #over = false;
  #common: Promise<void>;
  #wakeAll: () => void;
  #interrupted: Map<Scope, unknown> | undefined = undefined;
  #rousing = false;

  constructor(due: number, dormitory: Dormitory) {
    this.due = due;
    this.#dormitory = dormitory;
    this.#wake = () => this.#rouse();
    this.#wakeAll = nothing;
    this.#common = this.#nextCommon();
  }

  /** Whether it takes more. One that has been interrupted doesn't: a newcomer's scope may be among the interrupted. */
  get isOpen(): boolean {
    return this.#accepted < MOST && this.#interrupted === undefined && !this.#over;
  }

  get isEmpty(): boolean {
    return this.#sleepers === 0;
  }

  /** Lets one more sleep; throws what `scope.enter` throws. */
  add(scope: Scope | undefined): Promise<void> {
    scope?.enter(this);
    this.#accepted++;
    if (this.#sleepers++ === 0 && this.#dormitory.awake) hold();
    return this.#common.then(this.#wake);
  }

  /** The time has come. */
  end(): void {
    this.#over = true;
    this.#wakeAll();
  }

  interrupt(reason: unknown, scope: Scope): void {
    this.#interrupted ??= new Map();
    this.#interrupted.set(scope, reason);
    if (this.#rousing) return;
    // Of many that are interrupted in one turn, the first wakes all.
    this.#rousing = true;
    const wakeAll = this.#wakeAll;
    this.#common = this.#nextCommon();
    queueMicrotask(() => {
      this.#rousing = false;
      wakeAll();
    });
  }

  #rouse(): void | Promise<void> {
    const scope = currentScope();
    const interrupted = scope !== undefined && this.#interrupted?.has(scope) === true;
    if (!interrupted && !this.#over) return this.#common.then(this.#wake);
    if (--this.#sleepers === 0) this.#empty();
    if (interrupted) throw this.#interrupted?.get(scope);
    scope?.leave(this);
  }

  #empty(): void {
    if (this.#dormitory.awake) release();
    this.#dormitory.emptied(this);
  }

  #nextCommon(): Promise<void> {
    return new Promise((resolve) => {
      this.#wakeAll = resolve;
    });
  }
}

function nothing(): void {
  // Until there is a promise.
}
