import { exposedMethods, type ServedKind } from "../exposed.ts";
import { lockLimits } from "./acquire-limits.ts";
import { MethodTable } from "./method-table.ts";
import type { OwnableLock } from "./ownable.ts";
import { runtimeError } from "./raise.ts";
import type { Call } from "./call.ts";
import { ServedByTable } from "./served.ts";
import { WaitLine } from "./wait-line.ts";
import type { Wait } from "./wait.ts";

/** Who wants it, and how often it has it then. */
interface Wanted {
  readonly call: Call;
  readonly depth: number;
}

/** Python's `threading.RLock`; its owner is the connection, or whom the call names. */
export class ServedRLock extends ServedByTable<ServedRLock> implements OwnableLock {
  readonly kind: ServedKind = "rlock";
  readonly exposed: readonly string[] = exposedMethods.rlock;
  protected readonly table: MethodTable<ServedRLock> = methods;
  protected readonly self: ServedRLock = this;
  readonly #waits = new WaitLine<Wanted>();
  #owner: unknown = undefined;
  #depth = 0;
  #forget: (() => void) | undefined = undefined;

  isHeldBy(owner: unknown): boolean {
    return this.#depth > 0 && this.#owner === owner;
  }

  /** Gives whether the lock was taken; its owner takes it once more. */
  acquire(call: Call, blocking: unknown = true, timeout: unknown = -1): Wait | boolean {
    const limits = lockLimits(blocking, timeout);
    if (this.isHeldBy(call.owner)) {
      this.#depth += 1;
      return true;
    }
    if (this.#depth === 0) return this.#grant({ call, depth: 1 });
    if (!limits.waits) return false;
    return this.#waits.join(
      { call, depth: 1 },
      { timeout: limits.timeout, expired: (wait) => wait.give(false) },
    );
  }

  release(owner: unknown): null {
    if (!this.isHeldBy(owner)) throw runtimeError("cannot release un-acquired lock");
    this.#depth -= 1;
    if (this.#depth === 0) this.#pass();
    return null;
  }

  releaseAll(owner: unknown): number {
    const depth = this.#depth;
    if (!this.isHeldBy(owner)) throw runtimeError("cannot release un-acquired lock");
    this.#depth = 0;
    this.#pass();
    return depth;
  }

  reacquire(call: Call, depth: number, then: () => void): Wait | undefined {
    if (this.#depth === 0) {
      this.#grant({ call, depth });
      then();
      return undefined;
    }
    const wait = this.#waits.join({ call, depth }, { timeout: undefined, expired: () => {} });
    wait.listen({ returned: then, raised: then });
    return wait;
  }

  override repr(): string {
    return `<${this.#depth > 0 ? "locked" : "unlocked"} _thread.RLock object count=${this.#depth}>`;
  }

  #pass(): void {
    this.#owner = undefined;
    this.#forget?.();
    this.#forget = undefined;
    const { wanted } = this.#waits;
    const next = this.#waits.next();
    if (wanted === undefined || next === undefined) return;
    this.#grant(wanted);
    next.give(true);
  }

  #grant({ call: { caller, owner }, depth }: Wanted): true {
    this.#owner = owner;
    this.#depth = depth;
    if (caller.releases) {
      this.#forget = caller.onGone(() => {
        this.#forget = undefined;
        this.releaseAll(owner);
      });
    }
    return true;
  }
}

const methods: MethodTable<ServedRLock> = new MethodTable<ServedRLock>("RLock")
  .method("acquire blocking=True timeout=-1", (self, [blocking, timeout], call) =>
    self.acquire(call, blocking, timeout),
  )
  .method("release", (self, _args, { owner }) => self.release(owner));
