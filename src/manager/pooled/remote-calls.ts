import { MisuseError } from "../../errors.ts";
import { AsyncResult } from "../../pool/async-result.ts";
import type {
  ApplyAsyncOptions,
  CallOptions,
  ImapOptions,
  MapAsyncOptions,
} from "../../pool/options.ts";
import type { ResultIterator } from "../../pool/result-iterator.ts";
import { attempt, Runner, type AnyTarget } from "../../pool/runner.ts";
import type { PoolStatistics } from "../../pool/statistics.ts";
import type { Items } from "../../pool/target.ts";
import type { Referent } from "../referent.ts";
import { unpackParts } from "./parts.ts";
import { partsOf, STATISTICS } from "./protocol.ts";
import { RemoteSubmitter } from "./remote-submitter.ts";

/** Calls of a pool that one of Skein's servers serves: as a Pool of this program makes them, but for the workers. */
export class RemoteCalls {
  readonly #remote: Referent;
  readonly #submitter: RemoteSubmitter;
  #runner: Runner;
  #workers: number;

  /** The proxy lives as long as there are calls. */
  constructor(remote: Referent, proxy: object) {
    this.#remote = remote;
    this.#submitter = new RemoteSubmitter(remote, proxy);
    this.#workers = this.#submitter.workers;
    this.#runner = this.#newRunner();
  }

  apply(
    target: AnyTarget,
    args: readonly unknown[],
    options: ApplyAsyncOptions<unknown>,
  ): AsyncResult<unknown> {
    return new AsyncResult((resolve, reject) => {
      return attempt(reject, () => {
        const runner = this.#ready(options);
        const call = runner.call(target, args, options);
        call.resolve = resolve;
        call.reject = reject;
        runner.submit(call, args);
        return (reason) => runner.cancel(call, reason);
      });
    }, options);
  }

  /** `flags` are {@link CallFlag}s. */
  map(
    target: AnyTarget,
    items: Items<unknown>,
    order: { readonly options: MapAsyncOptions<unknown>; readonly flags: number },
  ): AsyncResult<unknown[]> {
    const { options } = order;
    return new AsyncResult<unknown[]>((resolve, reject) => {
      const ends = { ...order, resolve, reject };
      return attempt(reject, () => this.#ready(options).map(target, items, ends));
    }, options);
  }

  imap(
    target: AnyTarget,
    items: Items<unknown>,
    order: { readonly options: ImapOptions; readonly ordered: boolean },
  ): ResultIterator<unknown> {
    return this.#ready(order.options).imap(target, items, order);
  }

  async statistics(): Promise<PoolStatistics> {
    const answer = await this.#remote.call(STATISTICS);
    // One of Skein's servers packs a list of one.
    const [statistics] = (await unpackParts(partsOf(answer))) as [PoolStatistics];
    return statistics;
  }

  #ready({ progress }: CallOptions): Runner {
    if (!this.#remote.server.isSkein) {
      throw new MisuseError(
        `a manager of Python's runs functions of Python: name one by its module, as "math.sqrt"`,
      );
    }
    if (progress !== undefined)
      throw new MisuseError("the pool of a manager does not report progress; use a queue of it");
    if (this.#submitter.workers !== this.#workers) {
      this.#workers = this.#submitter.workers;
      this.#runner = this.#newRunner();
    }
    return this.#runner;
  }

  #newRunner(): Runner {
    return new Runner(this.#submitter, { workers: this.#workers, concurrency: 1 });
  }
}
