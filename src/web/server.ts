import { MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import { waitInScope } from "../task/scoped-wait.ts";
import { defer } from "../task/deferred.ts";
import type { Arbiter } from "./arbiter.ts";
import { formatBind, type BindAddress } from "./bind-address.ts";
import type { Ledger } from "./ledger.ts";
import type { ServerStatistics } from "./statistics.ts";

/** What a server is made of. */
export interface ServerParts {
  readonly arbiter: Arbiter;
  readonly ledger: Ledger;
  readonly addresses: readonly BindAddress[];
  readonly adminAddress: BindAddress | undefined;
}

/** A server that runs: an arbiter in this program, and its workers. `serve` makes it. It keeps the program alive. */
export class Server implements AsyncDisposable {
  readonly #parts: ServerParts;

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  /** Where it listens, in the order of `bind`: "127.0.0.1:8000", "unix:/run/app.sock". */
  get addresses(): readonly string[] {
    return this.#parts.addresses.map(formatBind);
  }

  /** The first of its addresses. */
  get address(): string {
    return this.addresses[0] ?? "";
  }

  /** The port of the first address that has one. */
  get port(): number | undefined {
    const bound = this.#parts.addresses.find(({ kind }) => kind === "tcp");
    return bound?.kind === "tcp" ? bound.port : undefined;
  }

  /** Where `/status` and `/metrics` are served, if they are. */
  get adminAddress(): string | undefined {
    const { adminAddress } = this.#parts;
    return adminAddress === undefined ? undefined : formatBind(adminAddress);
  }

  /** The pids of the workers that accept connections, in the order of their start. */
  get workers(): readonly number[] {
    return this.#parts.arbiter.members
      .filter(({ state }) => state === "serving")
      .flatMap(({ hand }) => hand.pid ?? []);
  }

  /** How it is, and what it has counted. The numbers of a worker that was killed are in it. */
  statistics(): ServerStatistics {
    return this.#parts.ledger.statistics(this.#parts.arbiter);
  }

  /**
   * Starts workers with the code as it is now; when all of them accept, the old ones finish what they have and end.
   * Resolves then. No request is lost. Rejects with the reason when the new code can't be started: the old workers go
   * on. A timeout only ends the wait.
   */
  async reload(options: WaitOptions = {}): Promise<void> {
    const settle = defer<void>();
    this.#parts.arbiter.post({ kind: "reload", hasty: false, settle });
    await waitInScope(settle.promise, options);
  }

  /** Has so many workers from now on. Throws MisuseError for less than one. */
  scale(workers: number): void {
    if (!Number.isInteger(workers) || workers < 1)
      throw new MisuseError(`a server has at least one worker, not ${String(workers)}`);
    this.#parts.arbiter.post({ kind: "scale", to: workers });
  }

  /**
   * Accepts no more, lets what is under way finish within `graceTimeout`, and resolves when all workers have ended. A
   * timeout only ends the wait.
   */
  async close(options: WaitOptions = {}): Promise<void> {
    this.#parts.arbiter.post({ kind: "drain" });
    await this.closed(options);
  }

  /** Ends the workers at once, and resolves when they have ended. */
  async terminate(options: WaitOptions = {}): Promise<void> {
    this.#parts.arbiter.post({ kind: "quit" });
    await this.closed(options);
  }

  /** Resolves when the server has ended, whoever has asked for it. */
  async closed(options: WaitOptions = {}): Promise<void> {
    await waitInScope(this.#parts.arbiter.stopped, options);
  }

  /** The same as `close()`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
