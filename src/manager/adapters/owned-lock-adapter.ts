import { MisuseError, TimeoutError } from "../../errors.ts";
import { runInScope } from "../../task/current-scope.ts";
import { Condition } from "../../task/local-condition.ts";
import type { RLock } from "../../task/local-lock.ts";
import { Scope } from "../../task/scope.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { lockLimits, type AcquireLimits } from "../served/acquire-limits.ts";
import { MethodTable } from "../served/method-table.ts";
import { runtimeError } from "../served/raise.ts";
import { integer, milliseconds } from "../served/seconds.ts";
import type { Call } from "../served/call.ts";
import { ServedByTable } from "../served/served.ts";
import type { Wait } from "../served/wait.ts";
import { cancellable } from "./cancellable.ts";

/** An owner among the clients, who is like a task of this program: locks belong to its scope. */
interface Owner {
  readonly scope: Scope;
  /** How often it has acquired the lock. */
  depth: number;
}

/** An RLock or a Condition of this program, served as Python's. Each owner of a connection holds it as a task would. */
export class OwnedLockAdapter extends ServedByTable<OwnedLockAdapter> {
  readonly kind: ServedKind;
  readonly exposed: readonly string[];
  protected readonly table: MethodTable<OwnedLockAdapter>;
  protected readonly self: OwnedLockAdapter = this;
  readonly #lock: RLock | Condition;
  readonly #owners = new Map<unknown, Owner>();

  constructor(lock: RLock | Condition) {
    super();
    this.#lock = lock;
    this.kind = lock instanceof Condition ? "condition" : "rlock";
    this.exposed = exposedMethods[this.kind];
    this.table = lock instanceof Condition ? conditionMethods : lockMethods;
  }

  acquire(call: Call, { waits, timeout }: AcquireLimits): Wait | boolean {
    const lock = this.#lock;
    return this.#as(call, (owner) => {
      if (lock.tryAcquire() !== undefined) return this.#hold(owner);
      if (!waits) return false;
      return cancellable({
        begin: (signal) => runInScope(owner.scope, () => lock.acquire({ timeout, signal })),
        returns: () => this.#hold(owner),
        undo: () => runInScope(owner.scope, () => lock.release()),
        rescues: (error) => (error instanceof TimeoutError ? false : undefined),
      });
    });
  }

  release(call: Call): null {
    return this.#as(call, (owner) => {
      refusing("cannot release un-acquired lock", () => this.#lock.release());
      owner.depth -= 1;
      return null;
    });
  }

  wait(call: Call, timeout: number | undefined): Wait {
    const condition = this.#condition;
    return this.#as(call, (owner) => {
      if (owner.depth === 0) throw runtimeError("cannot wait on un-acquired lock");
      const limit = timeout === undefined ? undefined : Math.max(0, timeout);
      return cancellable({
        begin: (signal) =>
          runInScope(owner.scope, () => condition.wait({ timeout: limit, signal })),
        // Its wait has ended with the lock in hand, whatever ended it.
        abandoned: () => this.#letGo(owner),
      });
    });
  }

  notify(call: Call, count: number): null {
    return this.#as(call, () => {
      refusing("cannot notify on un-acquired lock", () => this.#condition.notify(count));
      return null;
    });
  }

  override repr(): string {
    return `<${this.kind} object>`;
  }

  get #condition(): Condition {
    if (this.#lock instanceof Condition) return this.#lock;
    throw runtimeError("an RLock has no waits for a notification");
  }

  /** Runs `body` as the task that the caller is here. */
  #as<Result>({ owner: name, caller }: Call, body: (owner: Owner) => Result): Result {
    let owner = this.#owners.get(name);
    if (owner === undefined) {
      const added: Owner = { scope: new Scope(), depth: 0 };
      owner = added;
      this.#owners.set(name, added);
      caller.onGone(() => {
        this.#owners.delete(name);
        if (caller.releases) this.#letGo(added);
      });
    }
    const known = owner;
    return runInScope(known.scope, () => body(known));
  }

  #hold(owner: Owner): true {
    owner.depth += 1;
    return true;
  }

  /** Releases it as often as its owner has it; it hasn't while it waits for a notification. */
  #letGo(owner: Owner): void {
    runInScope(owner.scope, () => {
      try {
        for (; owner.depth > 0; owner.depth -= 1) this.#lock.release();
      } catch (error) {
        if (!(error instanceof MisuseError)) throw error;
      }
    });
  }
}

function refusing(message: string, body: () => void): void {
  try {
    body();
  } catch (error) {
    throw error instanceof MisuseError ? runtimeError(message) : error;
  }
}

function methodsFor(name: string): MethodTable<OwnedLockAdapter> {
  return new MethodTable<OwnedLockAdapter>(name)
    .method("acquire blocking=True timeout=-1", (self, [blocking, timeout], call) =>
      self.acquire(call, lockLimits(blocking, timeout)),
    )
    .method("release", (self, _args, call) => self.release(call));
}

const lockMethods: MethodTable<OwnedLockAdapter> = methodsFor("RLock");
const conditionMethods: MethodTable<OwnedLockAdapter> = methodsFor("Condition")
  .method("wait timeout=None", (self, [timeout], call) => self.wait(call, milliseconds(timeout)))
  .method("notify n=1", (self, [count], call) => self.notify(call, integer(count)))
  .method("notify_all", (self, _args, call) => self.notify(call, Infinity));
