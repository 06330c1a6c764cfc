import type { Pool } from "../../pool/pool.ts";
import { cpuCount } from "../../worker/cpu-count.ts";
import { exposedMethods, type ServedKind } from "../exposed.ts";
import { packError, ParcelFailure, runParcel, type ParcelOrder } from "../pooled/run-parcel.ts";
import { packParts, type Parts } from "../pooled/parts.ts";
import {
  numberOf,
  outcomeItems,
  partsOf,
  readSettings,
  RUN,
  STATISTICS,
  type CallOutcome,
  type CallSettings,
} from "../pooled/protocol.ts";
import type { Call } from "../served/call.ts";
import { MethodTable } from "../served/method-table.ts";
import { NO_FUNCTIONS, typeError } from "../served/raise.ts";
import { ServedByTable } from "../served/served.ts";
import type { Wait } from "../served/wait.ts";
import { cancellable } from "./cancellable.ts";
import { naturalArgument } from "./natural.ts";

/**
 * A pool that clients of this library run functions in. The calls come packed, go packed to a worker, and so do the
 * results: this process never looks into them, so no code of a client runs here. In the workers it does.
 */
export class PoolAdapter extends ServedByTable<PoolAdapter> {
  readonly kind: ServedKind = "pool";
  readonly exposed: readonly string[] = exposedMethods.pool;
  protected readonly table: MethodTable<PoolAdapter> = methods;
  protected readonly self: PoolAdapter = this;
  readonly pool: Pool;

  /** With `owned`, the pool ends when no client has it any more. */
  constructor(pool: Pool, { owned = false }: { readonly owned?: boolean | undefined } = {}) {
    super();
    this.pool = pool;
    if (owned) forgotten.register(this, pool);
  }

  run(order: ParcelOrder, settings: CallSettings): Wait {
    return cancellable({ begin: (signal) => this.#run(order, { ...settings, signal }) });
  }

  join(): Wait {
    return cancellable({ begin: (signal) => this.pool.join({ signal }), returns: () => null });
  }

  override repr(): string {
    return `<Pool ${this.pool.name} with ${this.#workers} workers>`;
  }

  async #run(
    order: ParcelOrder,
    options: CallSettings & { readonly signal: AbortSignal },
  ): Promise<unknown> {
    try {
      const [milliseconds, parts] = await this.pool.apply(runParcel, [order], options);
      return this.#outcome({ ok: true, milliseconds, parts });
    } catch (error) {
      const parts = error instanceof ParcelFailure ? error.parts : packError(error);
      return this.#outcome({ ok: false, milliseconds: 0, parts });
    }
  }

  #outcome(outcome: Omit<CallOutcome, "workers">): unknown {
    return outcomeItems({ ...outcome, workers: this.#workers });
  }

  /** One that grows with its work may have none yet. */
  get #workers(): number {
    return this.pool.statistics().workers.length || cpuCount();
  }
}

/** What clients have forgotten must not go on having workers. */
const forgotten = new FinalizationRegistry<Pool>((pool) => pool.terminate());

function natural(args: readonly unknown[], call: Call): (at: number) => unknown {
  return (at) => naturalArgument(args[at], { at, name: "" }, call);
}

function run(self: PoolAdapter, args: readonly unknown[], call: Call): Wait {
  const given = natural(args, call);
  const parts = (at: number): Parts => partsOf(given(at));
  const order = { flags: numberOf(given(0)), target: parts(1), args: parts(2) };
  return self.run(order, readSettings(given(3)));
}

function refuse(): never {
  throw typeError(NO_FUNCTIONS);
}

const methods: MethodTable<PoolAdapter> = new MethodTable<PoolAdapter>("Pool")
  .method("apply * **", refuse)
  .method("apply_async * **", refuse)
  .method("map * **", refuse)
  .method("map_async * **", refuse)
  .method("starmap * **", refuse)
  .method("starmap_async * **", refuse)
  .method("imap * **", refuse)
  .method("imap_unordered * **", refuse)
  .method("close", ({ pool }) => {
    pool.close();
    return null;
  })
  .method("terminate", ({ pool }) => {
    pool.terminate();
    return null;
  })
  .method("join", (self) => self.join())
  .method(`${RUN} flags target args settings`, run)
  .method(STATISTICS, ({ pool }) => packParts([pool.statistics()]));
