import { exposedMethods, type ServedKind } from "../exposed.ts";
import { MethodTable } from "./method-table.ts";
import type { OwnableLock } from "./ownable.ts";
import { runtimeError } from "./raise.ts";
import { integer, milliseconds } from "./seconds.ts";
import type { Call } from "./call.ts";
import { ServedByTable } from "./served.ts";
import { ServedRLock } from "./served-rlock.ts";
import { WaitLine } from "./wait-line.ts";
import { Wait } from "./wait.ts";

/** Python's `threading.Condition`, with an RLock unless it is given a lock. */
export class ServedCondition extends ServedByTable<ServedCondition> {
  readonly kind: ServedKind = "condition";
  readonly exposed: readonly string[] = exposedMethods.condition;
  protected readonly table: MethodTable<ServedCondition> = methods;
  protected readonly self: ServedCondition = this;
  readonly lock: OwnableLock;
  readonly #waits = new WaitLine();

  constructor(lock: OwnableLock = new ServedRLock()) {
    super();
    this.lock = lock;
  }

  /**
   * Lets go of the lock, waits for a notification, and takes the lock again, however long that takes. Gives false when
   * the timeout, in seconds, has passed before.
   */
  wait(call: Call, timeout: unknown = null): Wait {
    if (!this.lock.isHeldBy(call.owner)) throw runtimeError("cannot wait on un-acquired lock");
    const limit = milliseconds(timeout);
    const answer = new Wait();
    const notified = this.#waits.join(undefined, {
      timeout: limit === undefined ? undefined : Math.max(0, limit),
      expired: (wait) => wait.give(false),
    });
    answer.onCancel = () => notified.cancel();
    const depth = this.lock.releaseAll(call.owner);
    notified.listen({
      returned: (wasNotified) => this.#goOn(answer, { call, depth, value: wasNotified }),
      raised: (error) => answer.fail(error),
    });
    return answer;
  }

  /** Wakes up to `count` who wait. */
  notify({ owner }: Call, count: unknown = 1): null {
    if (!this.lock.isHeldBy(owner)) throw runtimeError("cannot notify on un-acquired lock");
    const most = integer(count);
    for (let woken = 0; woken < most && this.#waits.size > 0; woken += 1)
      this.#waits.next()?.give(true);
    return null;
  }

  notifyAll(call: Call): null {
    return this.notify(call, this.#waits.size);
  }

  override repr(): string {
    return `<Condition(${this.#waits.size} waiting)>`;
  }

  #goOn(answer: Wait, { call, depth, value }: Resumed): void {
    const again = this.lock.reacquire(call, depth, () => answer.give(value));
    if (again !== undefined) answer.onCancel = () => again.cancel();
  }
}

/** A wait that has been notified, and wants its lock again. */
interface Resumed {
  readonly call: Call;
  readonly depth: number;
  readonly value: unknown;
}

const methods: MethodTable<ServedCondition> = new MethodTable<ServedCondition>("Condition")
  .method("acquire blocking=True timeout=-1", (self, [blocking, timeout], call) =>
    self.lock.acquire(call, blocking, timeout),
  )
  .method("release", (self, _args, { owner }) => self.lock.release(owner))
  .method("wait timeout=None", (self, [timeout], call) => self.wait(call, timeout))
  .method("notify n=1", (self, [count], call) => self.notify(call, count))
  .method("notify_all", (self, _args, call) => self.notifyAll(call));
