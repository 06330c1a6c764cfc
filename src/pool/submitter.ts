import { captureFunction } from "../closure/capture.ts";
import { ClosedError } from "../errors.ts";
import { pack, packShort, type Parcel } from "../wire/parcel.ts";
import type { Attaches } from "../wire/transport.ts";
import { Call } from "./call.ts";
import { SheetCall } from "./sheet-call.ts";
import { takeCallerStack } from "./caller-stack.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { CallOptions } from "./options.ts";
import { FunctionRecords, type Prepared } from "./function-records.ts";
import { explainedArgument } from "./unsendable.ts";

type AnyTarget = Parameters<typeof captureFunction>[0];

/** What runs need of who submits their calls, wherever the workers are. */
export type CallSubmitter = Pick<Submitter, keyof Submitter>;

/** The way from a public method to the dispatcher: captures the function, packs the arguments, makes the call. */
export class Submitter {
  readonly #dispatcher: Dispatcher;
  readonly #attaches: Attaches;
  readonly #captureOptions: { readonly attaches: Attaches };
  readonly #name: string;
  readonly #records = new FunctionRecords();
  readonly #nothing: Parcel;
  /** The function that was prepared last, if it is always captured alike: mostly the same comes again. */
  #target: AnyTarget | undefined;
  #prepared: Prepared | undefined;

  constructor(dispatcher: Dispatcher, attaches: Attaches, name: string) {
    this.#dispatcher = dispatcher;
    this.#attaches = attaches;
    this.#captureOptions = { attaches };
    this.#name = name;
    this.#nothing = pack([], { attaches, keep: true });
  }

  /**
   * Captures `target` as it is now, and where the call comes from. Throws ClosedError when the pool takes nothing new, and NotSendableError when the function can't travel.
   */
  prepare(target: AnyTarget): Prepared {
    if (!this.#dispatcher.isOpen)
      throw new ClosedError(`${this.#name} is closed and takes no new calls`);
    const prepared = (target === this.#target && this.#prepared) || this.#capture(target);
    prepared.caller = takeCallerStack(prepared.caller);
    return prepared;
  }

  /** Makes a call, to be filled in and submitted. */
  call(prepared: Prepared, options: CallOptions): Call {
    return new Call(this.#dispatcher, prepared, options);
  }

  /** Makes a call that claims items from a sheet. */
  sheetCall(prepared: Prepared, options: CallOptions): Call {
    return new SheetCall(this.#dispatcher, prepared, options);
  }

  /** Whether the workers can be sent shared memory. */
  get sharesMemory(): boolean {
    return this.#attaches === "objects";
  }

  /**
   * Submits a call with these arguments, or items if it is a chunk. Throws NotSendableError when one can't be sent;
   * nothing has been submitted then.
   */
  submit(call: Call, args: readonly unknown[]): void {
    call.args = this.#pack(call, args);
    this.#dispatcher.submit(call);
    const { signal } = call.options;
    if (signal !== undefined) this.#obey(signal, call);
  }

  /** Stops a call; see {@link Dispatcher.cancel}. */
  cancel(call: Call, reason: unknown, kill = true): boolean {
    return this.#dispatcher.cancel(call, reason, kill);
  }

  #capture(target: AnyTarget): Prepared {
    const captured = captureFunction(target, this.#captureOptions);
    const prepared = this.#records.of(captured);
    this.#target = target;
    this.#prepared = captured.pure ? prepared : undefined;
    return prepared;
  }

  #pack(call: Call, args: readonly unknown[]): Parcel {
    if (args.length === 0) return this.#nothing;
    const short = packShort(args);
    if (short !== undefined) return short;
    const { transfer, retries } = call.options;
    const keep = retries !== undefined && retries > 0;
    try {
      return pack(args, { attaches: this.#attaches, transfer, keep });
    } catch (error) {
      throw explainedArgument(error, call);
    }
  }

  #obey(signal: AbortSignal, call: Call): void {
    const abort = (): void => void this.#dispatcher.cancel(call, signal.reason, true);
    if (signal.aborted) return queueMicrotask(abort);
    signal.addEventListener("abort", abort, { once: true });
    call.whenSettled(() => signal.removeEventListener("abort", abort));
  }
}
