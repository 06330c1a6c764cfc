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
    const { pool } = this;
    return cancellable({ begin: (signal) => runIn(pool, order, { ...settings, signal }) });
  }

  join(): Wait {
    const { pool } = this;
    return cancellable({ begin: (signal) => pool.join({ signal }), returns: () => null });
  }

  override repr(): string {
    return `<Pool ${this.pool.name} with ${workersOf(this.pool)} workers>`;
  }
}

/** Runs a call in a pool that remembers it, and must not keep its adapter by it: this is none of its methods. */
async function runIn(
  pool: Pool,
  order: ParcelOrder,
  options: CallSettings & { readonly signal: AbortSignal },
): Promise<unknown> {
  // The pool takes the stack of who calls it, and V8 keeps the objects whose methods are on it: not the adapter's then.
  await Promise.resolve();
  try {
    const [milliseconds, parts] = await pool.apply(runParcel, [order], options);
    return outcomeItems({ ok: true, milliseconds, parts, workers: workersOf(pool) });
  } catch (error) {
    const parts = error instanceof ParcelFailure ? error.parts : packError(error);
    return outcomeItems({ ok: false, milliseconds: 0, parts, workers: workersOf(pool) });
  }
}

/** One that grows with its work may have none yet. */
function workersOf(pool: Pool): number {
  return pool.statistics().workers.length || cpuCount();
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
