import { TimeoutError } from "../../errors.ts";
import type { WaitOptions } from "../../task/wait.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { lockLimits, semaphoreLimits, type AcquireLimits } from "../served/acquire-limits.ts";
import { MethodTable } from "../served/method-table.ts";
import { runtimeError } from "../served/raise.ts";
import type { Caller } from "../served/call.ts";
import { ServedByTable } from "../served/served.ts";
import type { Wait } from "../served/wait.ts";
import { cancellable } from "./cancellable.ts";

/** What the locks and semaphores of the library have in common. */
export interface HostLock {
  acquire(options?: WaitOptions): Promise<unknown>;
  tryAcquire(): unknown;
  release(): void;
}

/** A Lock or Semaphore of this program, served as Python's. */
export class LockAdapter extends ServedByTable<LockAdapter> {
  readonly kind: ServedKind;
  readonly exposed: readonly string[] = exposedMethods.lock;
  protected readonly table: MethodTable<LockAdapter> = methods;
  protected readonly self: LockAdapter = this;
  readonly #lock: HostLock;
  /** How to forget what was acquired last by each, for its release. */
  readonly #held = new Map<Caller, (() => void)[]>();

  constructor(lock: HostLock, kind: "lock" | "semaphore") {
    super();
    this.#lock = lock;
    this.kind = kind;
  }

  acquire(caller: Caller, { waits, timeout }: AcquireLimits): Wait | boolean {
    const lock = this.#lock;
    if (lock.tryAcquire() !== undefined) return this.#hold(caller);
    if (!waits) return false;
    return cancellable({
      begin: (signal) => lock.acquire({ timeout, signal }),
      returns: () => this.#hold(caller),
      undo: () => lock.release(),
      rescues: (error) => (error instanceof TimeoutError ? false : undefined),
    });
  }

  release(caller: Caller): null {
    try {
      this.#lock.release();
    } catch {
      throw runtimeError("release unlocked lock");
    }
    // Anybody may release: then it is no longer with the one who had it.
    const holder = this.#held.has(caller) ? caller : [...this.#held.keys()][0];
    if (holder !== undefined) this.#drop(holder)?.();
    return null;
  }

  override repr(): string {
    return `<${this.kind} object>`;
  }

  #hold(caller: Caller): true {
    if (!caller.releases) return true;
    const forget = caller.onGone(() => {
      this.#drop(caller);
      this.#lock.release();
    });
    const held = this.#held.get(caller);
    if (held === undefined) this.#held.set(caller, [forget]);
    else held.push(forget);
    return true;
  }

  #drop(caller: Caller): (() => void) | undefined {
    const held = this.#held.get(caller);
    const forget = held?.pop();
    if (held?.length === 0) this.#held.delete(caller);
    return forget;
  }
}

const methods: MethodTable<LockAdapter> = new MethodTable<LockAdapter>("lock")
  .method("acquire blocking=True timeout=None", (self, [blocking, timeout], { caller }) =>
    self.acquire(
      caller,
      self.kind === "lock" ? lockLimits(blocking, timeout) : semaphoreLimits(blocking, timeout),
    ),
  )
  .method("release", (self, _args, { caller }) => self.release(caller));
