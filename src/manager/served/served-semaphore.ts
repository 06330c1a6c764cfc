import { exposedMethods, type ServedKind } from "../exposed.ts";
import { semaphoreLimits } from "./acquire-limits.ts";
import { MethodTable } from "./method-table.ts";
import { valueError } from "./raise.ts";
import { integer } from "./seconds.ts";
import type { Call, Caller } from "./call.ts";
import { ServedByTable } from "./served.ts";
import { WaitLine } from "./wait-line.ts";
import type { Wait } from "./wait.ts";

/** What a caller has acquired and not released yet. */
interface Holding {
  count: number;
  readonly forget: () => void;
}

/**
 * Python's `threading.Semaphore`, and with `bounded` its BoundedSemaphore. Permits have no owner: a release by another
 * one than the one who acquired leaves that one's permit to be released by its end, if that is asked for.
 */
export class ServedSemaphore extends ServedByTable<ServedSemaphore> {
  readonly kind: ServedKind;
  readonly exposed: readonly string[] = exposedMethods.semaphore;
  protected readonly table: MethodTable<ServedSemaphore> = methods;
  protected readonly self: ServedSemaphore = this;
  readonly #most: number;
  readonly #waits = new WaitLine<Caller>();
  readonly #holdings = new Map<Caller, Holding>();
  #value: number;

  constructor(value: unknown = 1, { bounded = false }: { readonly bounded?: boolean } = {}) {
    super();
    this.#value = integer(value);
    if (this.#value < 0) throw valueError("semaphore initial value must be >= 0");
    this.kind = bounded ? "bounded-semaphore" : "semaphore";
    this.#most = bounded ? this.#value : Number.MAX_SAFE_INTEGER;
  }

  /** How many permits are free. */
  get free(): number {
    return this.#value;
  }

  /** Gives whether a permit was taken. */
  acquire({ caller }: Call, blocking: unknown = true, timeout: unknown = null): Wait | boolean {
    const limits = semaphoreLimits(blocking, timeout);
    if (this.#value > 0) {
      this.#value -= 1;
      return this.#hold(caller);
    }
    if (!limits.waits) return false;
    return this.#waits.join(caller, {
      timeout: limits.timeout,
      expired: (wait) => wait.give(false),
    });
  }

  release(caller: Caller | undefined, count: unknown = 1): null {
    const permits = integer(count);
    if (permits < 1) throw valueError("n must be one or more");
    if (this.#value + permits > this.#most) throw valueError("Semaphore released too many times");
    if (caller !== undefined) this.#unhold(caller, permits);
    this.#value += permits;
    this.#serve();
    return null;
  }

  override repr(): string {
    return `<threading.${this.kind === "semaphore" ? "Semaphore" : "BoundedSemaphore"}: value=${this.#value}>`;
  }

  #serve(): void {
    while (this.#value > 0) {
      const { wanted } = this.#waits;
      const next = this.#waits.next();
      if (wanted === undefined || next === undefined) return;
      this.#value -= 1;
      this.#hold(wanted);
      next.give(true);
    }
  }

  #hold(caller: Caller): true {
    if (!caller.releases) return true;
    const holding = this.#holdings.get(caller);
    if (holding === undefined) {
      const forget = caller.onGone(() => this.#gone(caller));
      this.#holdings.set(caller, { count: 1, forget });
    } else holding.count += 1;
    return true;
  }

  #unhold(caller: Caller, permits: number): void {
    const holding = this.#holdings.get(caller);
    if (holding === undefined) return;
    holding.count -= permits;
    if (holding.count > 0) return;
    this.#holdings.delete(caller);
    holding.forget();
  }

  #gone(caller: Caller): void {
    const held = this.#holdings.get(caller)?.count ?? 0;
    this.#holdings.delete(caller);
    // Others may have given back more than they had.
    const permits = Math.min(held, this.#most - this.#value);
    if (permits > 0) this.release(undefined, permits);
  }
}

const methods: MethodTable<ServedSemaphore> = new MethodTable<ServedSemaphore>("Semaphore")
  .method("acquire blocking=True timeout=None", (self, [blocking, timeout], call) =>
    self.acquire(call, blocking, timeout),
  )
  .method("release n=1", (self, [count], { caller }) => self.release(caller, count));
