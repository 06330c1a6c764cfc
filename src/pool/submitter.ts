import { captureFunction } from "../closure/capture.ts";
import { ClosedError, NotSendableError } from "../errors.ts";
import { CallFlag } from "../wire/messages.ts";
import { pack, type Parcel } from "../wire/parcel.ts";
import type { Attaches } from "../wire/transport.ts";
import { Call, type Order, type Prepared } from "./call.ts";
import { takeCallerStack } from "./caller-stack.ts";
import type { Dispatcher } from "./dispatcher.ts";
import { FunctionRecords } from "./function-records.ts";

type AnyTarget = Parameters<typeof captureFunction>[0];

/** The way from a public method to the dispatcher: captures the function, packs the arguments, makes the call. */
export class Submitter {
  readonly #dispatcher: Dispatcher;
  readonly #attaches: Attaches;
  readonly #captureOptions: { readonly attaches: Attaches };
  readonly #name: string;
  readonly #records = new FunctionRecords();
  readonly #nothing: Parcel;

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
    const captured = captureFunction(target, this.#captureOptions);
    const record = this.#records.of(captured);
    record.caller = takeCallerStack(record.caller);
    return { captured, record };
  }

  /** Submits one call. Throws NotSendableError when an argument can't be sent; nothing has been submitted then. */
  submit(order: Order): Call {
    const { options } = order;
    const call = new Call(this.#dispatcher, this.#pack(order), order);
    this.#dispatcher.submit(call);
    if (options.signal !== undefined) this.#obey(options.signal, call);
    return call;
  }

  /** Stops a call; see {@link Dispatcher.cancel}. */
  cancel(call: Call, reason: unknown, kill = true): boolean {
    return this.#dispatcher.cancel(call, reason, kill);
  }

  #pack({ prepared, args, flags, options }: Order): Parcel {
    if (args.length === 0) return this.#nothing;
    const keep = options.retries !== undefined && options.retries > 0;
    try {
      return pack(args, { attaches: this.#attaches, transfer: options.transfer, keep });
    } catch (error) {
      if (!(error instanceof NotSendableError)) throw error;
      const [index = "", ...path] = error.path;
      const what = (flags & CallFlag.chunk) === 0 ? "argument" : "item";
      const step = `${what} ${index} for '${prepared.captured.name || "(anonymous)"}'`;
      throw new NotSendableError([step, ...path], error.reason, { cause: error.cause });
    }
  }

  #obey(signal: AbortSignal, call: Call): void {
    const abort = (): void => void this.#dispatcher.cancel(call, signal.reason, true);
    if (signal.aborted) return queueMicrotask(abort);
    signal.addEventListener("abort", abort, { once: true });
    call.whenSettled(() => signal.removeEventListener("abort", abort));
  }
}
