import { exposedMethods, type ServedKind } from "../exposed.ts";
import { lockLimits } from "./acquire-limits.ts";
import { MethodTable } from "./method-table.ts";
import type { OwnableLock } from "./ownable.ts";
import { runtimeError } from "./raise.ts";
import type { Call, Caller } from "./call.ts";
import { ServedByTable } from "./served.ts";
import { WaitLine } from "./wait-line.ts";
import type { Wait } from "./wait.ts";

/** Python's `threading.Lock`. Anybody may release it. When its holder's connection ends, it is released if asked for. */
export class ServedLock extends ServedByTable<ServedLock> implements OwnableLock {
  readonly kind: ServedKind = "lock";
  readonly exposed: readonly string[] = exposedMethods.lock;
  protected readonly table: MethodTable<ServedLock> = methods;
  protected readonly self: ServedLock = this;
  readonly #waits = new WaitLine<Caller>();
  #isHeld = false;
  #forget: (() => void) | undefined = undefined;

  get isHeld(): boolean {
    return this.#isHeld;
  }

  isHeldBy(): boolean {
    return this.#isHeld;
  }

  /** Gives whether the lock was taken; with a timeout in seconds, false when it has passed before. */
  acquire({ caller }: Call, blocking: unknown = true, timeout: unknown = -1): Wait | boolean {
    const limits = lockLimits(blocking, timeout);
    if (!this.#isHeld) return this.#grant(caller);
    if (!limits.waits) return false;
    return this.#waits.join(caller, {
      timeout: limits.timeout,
      expired: (wait) => wait.give(false),
    });
  }

  release(): null {
    if (!this.#isHeld) throw runtimeError("release unlocked lock");
    this.#isHeld = false;
    this.#forget?.();
    this.#forget = undefined;
    const { wanted } = this.#waits;
    const next = this.#waits.next();
    if (wanted !== undefined && next !== undefined) {
      this.#grant(wanted);
      next.give(true);
    }
    return null;
  }

  releaseAll(): number {
    this.release();
    return 1;
  }

  reacquire({ caller }: Call, _depth: number, then: () => void): Wait | undefined {
    if (!this.#isHeld) {
      this.#grant(caller);
      then();
      return undefined;
    }
    const wait = this.#waits.join(caller, { timeout: undefined, expired: () => {} });
    wait.listen({ returned: then, raised: then });
    return wait;
  }

  override repr(): string {
    return `<${this.#isHeld ? "locked" : "unlocked"} _thread.lock object>`;
  }

  #grant(caller: Caller): true {
    this.#isHeld = true;
    if (caller.releases) {
      this.#forget = caller.onGone(() => {
        this.#forget = undefined;
        this.release();
      });
    }
    return true;
  }
}

const methods: MethodTable<ServedLock> = new MethodTable<ServedLock>("lock")
  .method("acquire blocking=True timeout=-1", (self, [blocking, timeout], call) =>
    self.acquire(call, blocking, timeout),
  )
  .method("release", (self) => self.release())
  .method("locked", (self) => self.isHeld);
