import { MessageChannel, threadId } from "node:worker_threads";
import { WorkerLostError } from "../errors.ts";
import { Endpoint } from "../wire/endpoint.ts";
import { MemoryLedger } from "../wire/memory-ledger.ts";
import { CancelCause } from "../wire/messages.ts";
import { PortTransport } from "../wire/port-transport.ts";
import { requestLink, type CarrierEnd } from "./carrier-places.ts";
import type { Lane } from "./habit.ts";
import type { LightRun } from "./light-run.ts";
import { LINK_WORDS, linkWord, ON_TRIAL, verdictOn, type Verdict } from "./link-words.ts";

/** So many starts leave in one message at most. */
const BATCH = 256;

/** After so many looks at which nothing has moved a carrier isn't just collecting garbage. */
const PATIENCE = 3;

/** A carrier, seen from one starter of threads. */
export class Carrier {
  readonly name: string;
  readonly lane: Lane;
  readonly #endpoint: Endpoint;
  readonly #ledger = new MemoryLedger();
  readonly #words = new Int32Array(
    new SharedArrayBuffer(LINK_WORDS * Int32Array.BYTES_PER_ELEMENT),
  );
  readonly #transport: PortTransport;
  readonly #lost: (carrier: Carrier) => void;
  #unsent = 0;
  #beat = 0;
  #starting = 0;
  /** For how many looks nothing has moved. */
  #looks = 0;

  /** Calls `lost` when the carrier has ended, before its threads hear of it. */
  constructor(name: string, lane: Lane, lost: (carrier: Carrier) => void) {
    this.name = name;
    this.lane = lane;
    this.#lost = lost;
    const { port1: here, port2: there } = new MessageChannel();
    this.#transport = new PortTransport(here);
    this.#endpoint = new Endpoint(
      { transport: this.#transport, ledger: this.#ledger },
      { hello() {}, delivered() {} },
    );
    this.#transport.unref();
    const end = {
      port: there,
      ledger: this.#ledger.buffer,
      words: this.#words.buffer,
      starter: threadId,
    };
    const hears = requestLink({ carrier: name, end }, (exit) => {
      // What it has still said.
      this.#transport.finish();
      this.#end(exit);
    });
    // A port that has closed must not be asked for messages any more: Node crashes.
    if (!hears) this.#transport.closed(() => this.#end(undefined));
  }

  /** Threads that were given to it and have not ended. */
  get load(): number {
    return this.#endpoint.outstanding;
  }

  /** Threads of all starters that live there. */
  get live(): number {
    return Atomics.load(this.#words, linkWord.live);
  }

  /** Threads that were given to it and have not begun. */
  get waiting(): number {
    return this.#ledger.waiting + this.#unsent;
  }

  /** Whether it computes and starts nothing, as far as the last looks could tell. */
  get stands(): boolean {
    return this.#looks >= PATIENCE;
  }

  /** Those of this starter's threads that have not ended. */
  get runs(): LightRun[] {
    // Only `start` puts any there.
    return this.#endpoint.receivers() as LightRun[];
  }

  /** Gives it a thread; it leaves with the next `flush`. Gives whether it is the first since the last one. */
  start(run: LightRun, onTrial: boolean): boolean {
    const { captured, parcel } = run;
    run.carrier = this;
    run.ticket = this.#endpoint.call(run, {
      captured,
      args: parcel,
      flags: onTrial ? ON_TRIAL : 0,
    });
    this.#unsent += 1;
    if (this.#unsent === BATCH) this.flush();
    return this.#unsent === 1;
  }

  flush(): void {
    this.#unsent = 0;
    this.#endpoint.flush();
  }

  cancel(ticket: number): void {
    this.#endpoint.cancel(ticket, CancelCause.cancelled);
  }

  /** What came of the first stretch of this function, if that was the last one that was asked about. */
  verdictOn(functionId: number): Verdict | undefined {
    return verdictOn(functionId, Atomics.load(this.#words, linkWord.judged));
  }

  /** Looks whether it moves; gives the function that has kept it since the last look with its first stretch, or 0. */
  look(): number {
    const beat = Atomics.load(this.#words, linkWord.beat);
    const starting = Atomics.load(this.#words, linkWord.starting);
    const same = beat === this.#beat && starting === this.#starting;
    const idle = starting === 0 && this.waiting === 0;
    this.#looks = same && !idle && this.live > 0 ? this.#looks + 1 : 0;
    this.#beat = beat;
    this.#starting = starting;
    return same ? starting : 0;
  }

  /** Takes back all that it hasn't begun; the threads hear `returned`. */
  reclaim(): void {
    this.flush();
    this.#endpoint.reclaim(Number.POSITIVE_INFINITY);
  }

  #end(end: CarrierEnd | undefined): void {
    this.#lost(this);
    const { exitCode = 1, error, threadId: carrier } = end ?? {};
    const how =
      error === undefined ? `with exit code ${exitCode}` : `by an error: ${error.message}`;
    this.#endpoint.abandon(
      new WorkerLostError(
        `the carrier of this light thread ended ${how} before the thread did`,
        { threadId: carrier, exitCode },
        { cause: error },
      ),
    );
  }
}
