import { captureFunction, type Captured } from "../../closure/capture.ts";
import { MisuseError } from "../../errors.ts";
import { Call, type CallEnd, type CallOwner } from "../../pool/call.ts";
import { beginTurn, takeCallerStack } from "../../pool/caller-stack.ts";
import { FunctionRecords, type Prepared } from "../../pool/function-records.ts";
import type { CallOptions } from "../../pool/options.ts";
import type { CallSubmitter } from "../../pool/submitter.ts";
import { explainedArgument } from "../../pool/unsendable.ts";
import { arrivedError } from "../../wire/arrived-error.ts";
import { cpuCount } from "../../worker/cpu-count.ts";
import { Fifo } from "../fifo.ts";
import type { Referent } from "../referent.ts";
import { packParts, unpackParts, type Parts } from "./parts.ts";
import { packCode } from "./known-code.ts";
import { callSettings, readOutcome, RUN } from "./protocol.ts";

type AnyTarget = Parameters<CallSubmitter["prepare"]>[0];

/** So many calls may be out at the server; more wait here. A connection takes no more than 65,536 from all that use it. */
const MOST_OUT = 1_024;

const capturing = { attaches: "buffers" } as const;

/** A call that is packed, and waits until there is room for it. */
interface Waiting {
  readonly call: Call;
  readonly request: readonly unknown[];
}

/** The way of calls to a pool that a manager serves: function and arguments are packed here, and run there. */
export class RemoteSubmitter implements CallSubmitter, CallOwner {
  readonly sharesMemory: boolean = false;
  /** How many workers the pool has, as far as is known; a guess until the first answer. */
  workers: number = cpuCount();
  readonly #remote: Referent;
  /** While there are calls under way the proxy isn't forgotten, and with it the pool. */
  readonly proxy: object;
  readonly #records = new FunctionRecords();
  readonly #codes = new WeakMap<Captured, Parts>();
  readonly #out = new Map<Call, AbortController>();
  readonly #waiting = new Fifo<Waiting>();

  constructor(remote: Referent, proxy: object) {
    this.#remote = remote;
    this.proxy = proxy;
  }

  prepare(target: AnyTarget): Prepared {
    const prepared = this.#records.of(captureFunction(target, capturing));
    prepared.caller = takeCallerStack(prepared.caller);
    return prepared;
  }

  call(prepared: Prepared, options: CallOptions): Call {
    return new Call(this, prepared, options);
  }

  /** Sheets lie in shared memory, of which there is none. */
  sheetCall(): Call {
    throw new MisuseError("memory can't be shared with the workers of a manager's pool");
  }

  submit(call: Call, args: readonly unknown[]): void {
    const packed = this.#pack(call, args);
    const request = [call.flags, this.#codeOf(call.captured), packed, callSettings(call.options)];
    const { signal } = call.options;
    if (signal !== undefined) this.#obey(signal, call);
    if (this.#out.size < MOST_OUT) this.#send(call, request);
    else this.#waiting.add({ call, request });
  }

  cancel(call: Call, reason: unknown): boolean {
    return call.fail(reason, "cancelled");
  }

  /** Whatever its end is here, it shall have one there, too. */
  settled(call: Call, end: CallEnd): void {
    if (end === "cancelled") this.#out.get(call)?.abort();
  }

  answered(): void {}
  started(): void {}
  returned(): void {}

  /** That is the server's business. */
  retry(): boolean {
    return false;
  }

  #pack(call: Call, args: readonly unknown[]): Parts {
    try {
      return packParts(args, call.options.transfer);
    } catch (error) {
      throw explainedArgument(error, call);
    }
  }

  #send(call: Call, request: readonly unknown[]): void {
    const abort = new AbortController();
    this.#out.set(call, abort);
    this.#remote
      .call(RUN, request, { blocking: true, signal: abort.signal })
      .then((answer) => this.#arrived(call, answer))
      .catch((error: unknown) => call.failed(error))
      .finally(() => this.#makeRoom(call));
  }

  async #arrived(call: Call, answer: unknown): Promise<void> {
    beginTurn();
    const { ok, milliseconds, workers, parts } = readOutcome(answer);
    this.workers = workers;
    if (milliseconds > 0) call.cost.observe(milliseconds / call.items);
    // One value is packed, also an error.
    const [value] = (await unpackParts(parts)) as [unknown];
    if (ok) call.succeeded(value);
    else call.failed(arrivedError(value));
  }

  #makeRoom(call: Call): void {
    this.#out.delete(call);
    while (this.#out.size < MOST_OUT && this.#waiting.size > 0) {
      const next = this.#waiting.take();
      if (next !== undefined && !next.call.isSettled) this.#send(next.call, next.request);
    }
  }

  #codeOf(captured: Captured): Parts {
    let code = this.#codes.get(captured);
    if (code === undefined) this.#codes.set(captured, (code = packCode(captured)));
    return code;
  }

  #obey(signal: AbortSignal, call: Call): void {
    const abort = (): void => void this.cancel(call, signal.reason);
    if (signal.aborted) return queueMicrotask(abort);
    signal.addEventListener("abort", abort, { once: true });
    call.whenSettled(() => signal.removeEventListener("abort", abort));
  }
}
