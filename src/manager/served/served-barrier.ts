import { exposedMethods, type ServedKind } from "../exposed.ts";
import { MethodTable } from "./method-table.ts";
import { attributeError, brokenBarrier, valueError } from "./raise.ts";
import { integer, milliseconds } from "./seconds.ts";
import { ServedByTable } from "./served.ts";
import { WaitLine } from "./wait-line.ts";
import type { Wait } from "./wait.ts";

/** How a barrier is made. */
export interface ServedBarrierOptions {
  /** What the last one to arrive does before all go on; what it throws breaks the barrier. */
  readonly action?: (() => void) | undefined;
  /** For waits that say nothing else, in seconds. Default: no limit. */
  readonly timeout?: unknown;
}

/** Python's `threading.Barrier`. A party whose connection ends while it waits breaks it. */
export class ServedBarrier extends ServedByTable<ServedBarrier> {
  readonly kind: ServedKind = "barrier";
  readonly exposed: readonly string[] = exposedMethods.barrier;
  protected readonly table: MethodTable<ServedBarrier> = methods;
  protected readonly self: ServedBarrier = this;
  readonly parties: number;
  readonly #options: ServedBarrierOptions;
  readonly #waits = new WaitLine();
  #isBroken = false;

  constructor(parties: unknown, options: ServedBarrierOptions = {}) {
    super();
    this.parties = integer(parties);
    if (this.parties < 1) throw valueError("parties must be >= 1");
    this.#options = options;
  }

  get waiting(): number {
    return this.#waits.size;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Waits for the others, and gives which one this was, from 0 on. Throws BrokenBarrierError. */
  wait(timeout: unknown = null): Wait | number {
    if (this.#isBroken) throw brokenBarrier();
    const limit = milliseconds(timeout ?? this.#options.timeout);
    if (this.#waits.size + 1 === this.parties) return this.#open();
    return this.#waits.join(undefined, {
      timeout: limit === undefined ? undefined : Math.max(0, limit),
      expired: (wait) => {
        this.abort();
        wait.fail(brokenBarrier());
      },
      cancelled: () => this.abort(),
    });
  }

  /** Breaks it: all who wait, and who will, get BrokenBarrierError until it is reset. */
  abort(): null {
    this.#isBroken = true;
    for (const wait of this.#waits.all()) wait.fail(brokenBarrier());
    return null;
  }

  /** Makes it as new; those who wait get BrokenBarrierError. */
  reset(): null {
    for (const wait of this.#waits.all()) wait.fail(brokenBarrier());
    this.#isBroken = false;
    return null;
  }

  /** What Python's proxies ask for by `__getattribute__`. */
  attribute(name: unknown): unknown {
    if (name === "parties") return this.parties;
    if (name === "n_waiting") return this.waiting;
    if (name === "broken") return this.isBroken;
    throw attributeError(`'Barrier' object has no attribute '${String(name)}'`);
  }

  override repr(): string {
    return `<threading.Barrier: waiters=${this.waiting}/${this.parties}${this.isBroken ? " broken" : ""}>`;
  }

  #open(): number {
    try {
      this.#options.action?.();
    } catch (error) {
      this.abort();
      throw error;
    }
    this.#waits.all().forEach((wait, index) => wait.give(index));
    return this.parties - 1;
  }
}

const methods: MethodTable<ServedBarrier> = new MethodTable<ServedBarrier>("Barrier")
  .method("wait timeout=None", (self, [timeout]) => self.wait(timeout))
  .method("abort", (self) => self.abort())
  .method("reset", (self) => self.reset())
  .method("__getattribute__ name", (self, [name]) => self.attribute(name));
