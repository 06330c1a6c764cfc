import type { Barrier } from "../../task/local-barrier.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { MethodTable } from "../served/method-table.ts";
import { attributeError } from "../served/raise.ts";
import { milliseconds } from "../served/seconds.ts";
import { ServedByTable } from "../served/served.ts";
import { cancellable } from "./cancellable.ts";

/** A Barrier of this program, served as Python's. */
export class BarrierAdapter extends ServedByTable<BarrierAdapter> {
  readonly kind: ServedKind = "barrier";
  readonly exposed: readonly string[] = exposedMethods.barrier;
  protected readonly table: MethodTable<BarrierAdapter> = methods;
  protected readonly self: BarrierAdapter = this;
  readonly barrier: Barrier;

  constructor(barrier: Barrier) {
    super();
    this.barrier = barrier;
  }

  attribute(name: unknown): unknown {
    if (name === "parties") return this.barrier.parties;
    if (name === "n_waiting") return this.barrier.waiting;
    if (name === "broken") return this.barrier.broken;
    throw attributeError(`'Barrier' object has no attribute '${String(name)}'`);
  }

  override repr(): string {
    return `<threading.Barrier: waiters=${this.barrier.waiting}/${this.barrier.parties}>`;
  }
}

const methods: MethodTable<BarrierAdapter> = new MethodTable<BarrierAdapter>("Barrier")
  .method("wait timeout=None", ({ barrier }, [timeout]) => {
    // Without a limit of its own the barrier's default applies.
    const limit = milliseconds(timeout);
    return cancellable({
      begin: (signal) =>
        barrier.wait(limit === undefined ? { signal } : { timeout: limit, signal }),
    });
  })
  .method("abort", ({ barrier }) => {
    barrier.abort();
    return null;
  })
  .method("reset", ({ barrier }) => {
    barrier.reset();
    return null;
  })
  .method("__getattribute__ name", (self, [name]) => self.attribute(name));
