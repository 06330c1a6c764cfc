import { CancelledError } from "../errors.ts";
import { runInScope, setOnlyScope } from "../task/scope.ts";
import type { AnyFunction } from "../closure/revive.ts";
import { readPayload } from "../wire/payload.ts";
import type { Ledger } from "../wire/ledger.ts";
import { CallFlag, type CancelCause } from "../wire/messages.ts";
import { Service, type CallRequest, type FunctionCode, type Identity, type ServiceHandler } from "../wire/service.ts";
import type { Transport } from "../wire/transport.ts";
import { isThenable, runChunk } from "./chunk.ts";
import { answerFailure, answerValue } from "./answer.ts";
import { FunctionTable } from "./function-table.ts";
import { CallInbox, type Arrival } from "./call-inbox.ts";
import { RunningCall } from "./running-call.ts";

/** What a place gives its loop. */
export interface LoopOptions {
  readonly transport: Transport;
  readonly ledger: Ledger;
  readonly identity: Identity;
  /** Whether this thread is the worker's alone, so that the running call needs no asynchronous storage. */
  readonly alone: boolean;
  /** Called once after `stop`, when all calls are done and all outcomes are on their way. */
  stopped(): void;
}

/** Outcomes wait no longer than this for company, in milliseconds. */
const FLUSH_AFTER = 0.2;
/** After this many milliseconds the event loop gets its turn, so that messages, timers and sockets are served. */
const TURN = 5;

/** Serves calls in this thread until told to stop. */
export function serve(options: LoopOptions): Loop {
  const loop = new Loop(options);
  loop.open();
  return loop;
}

/** The one loop of every worker: takes calls, runs them, answers. */
export class Loop implements ServiceHandler {
  readonly #options: LoopOptions;
  readonly #service: Service;
  readonly #functions = new FunctionTable();
  readonly #inbox: CallInbox;
  readonly #running = new Map<number, RunningCall>();
  #concurrency = 1;
  #stopping = false;
  /** Whether a turn of `#work` is due already. */
  #scheduled = false;
  #busy = 0;
  #flushedAt = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
    this.#service = new Service(options.transport);
    this.#inbox = new CallInbox(options.ledger);
  }

  /** How many calls are running. */
  get running(): number {
    return this.#running.size;
  }

  /** Says hello and takes up the messages. */
  open(): void {
    this.#service.hello(this.#options.identity);
    this.#service.serve(this);
  }

  /** Sends what is finished; for a worker that is about to exit. */
  flush(): void {
    if (!this.#service.pending) return;
    this.#service.busy(this.#busy);
    this.#busy = 0;
    this.#flushedAt = performance.now();
    this.#service.flush();
  }

  /** Fails every running call with `error`; for a worker that can't go on. */
  failRunning(error: unknown): void {
    for (const call of this.#running.values()) answerFailure(call, error);
    this.#running.clear();
    this.flush();
  }

  define(id: number, code: FunctionCode): void {
    this.#functions.define(id, code);
  }

  forget(id: number): void {
    this.#functions.forget(id);
  }

  call(request: CallRequest): void {
    this.#inbox.push(request, this.#functions.get(request.functionId));
  }

  cancel(ticket: number, cause: CancelCause): void {
    const running = this.#running.get(ticket);
    if (running === undefined) this.#inbox.cancel(ticket);
    else running.cancel(cause);
  }

  settings(concurrency: number): void {
    this.#concurrency = concurrency;
  }

  stop(): void {
    this.#stopping = true;
  }

  delivered(): void {
    if (!this.#scheduled) this.#work();
  }

  /** Runs calls until there are none, all places are taken, or the event loop should have its turn. */
  #work(): void {
    this.#scheduled = false;
    const begin = performance.now();
    let now = begin;
    this.#flushedAt = now;
    while (this.#running.size < this.#concurrency) {
      const arrival = this.#inbox.take();
      if (arrival === undefined) break;
      this.#start(arrival, now);
      now = performance.now();
      if (now - this.#flushedAt > FLUSH_AFTER) this.flush();
      if (now - begin > TURN) return this.#yield();
    }
    this.flush();
    if (this.#stopping && this.#running.size === 0 && !this.#inbox.hasArrivals) this.#options.stopped();
  }

  #yield(): void {
    this.flush();
    this.#scheduled = true;
    setImmediate(() => this.#work());
  }

  #start(arrival: Arrival, now: number): void {
    const { ticket, request } = arrival;
    const call = new RunningCall(this.#service, arrival, now);
    if (arrival.cancelled) return answerFailure(call, new CancelledError());
    if ((request.flags & CallFlag.tellStart) !== 0) {
      this.#service.started(ticket);
      this.flush();
    }
    this.#running.set(ticket, call);
    try {
      const result = this.#run(arrival, call);
      if (isThenable(result)) this.#await(call, result);
      else this.#succeed(call, result);
    } catch (error) {
      this.#fail(call, error);
    }
  }

  #run({ request, target }: Arrival, call: RunningCall): unknown {
    const revived = target.revive();
    request.reader.position = request.position;
    const args = readPayload(request.reader, request.attachments);
    if (revived instanceof Promise || args instanceof Promise) {
      return Promise.all([revived, args]).then(([loaded, list]) => this.#invoke(call, loaded, list));
    }
    return this.#invoke(call, revived, args);
  }

  #invoke(call: RunningCall, target: AnyFunction, args: unknown): unknown {
    // The endpoint packs arguments and items as an array.
    const list = args as readonly unknown[];
    if (this.#options.alone && this.#concurrency === 1) {
      setOnlyScope(call);
      return run(target, list, call.flags);
    }
    return runInScope(call, () => run(target, list, call.flags));
  }

  #await(call: RunningCall, result: PromiseLike<unknown>): void {
    result.then(
      (value) => {
        this.#succeed(call, value);
        this.#goOn();
      },
      (error: unknown) => {
        this.#fail(call, error);
        this.#goOn();
      },
    );
  }

  /** A place is free again, and what has been answered asynchronously doesn't wait for company. */
  #goOn(): void {
    if (!this.#scheduled) this.#work();
  }

  #succeed(call: RunningCall, value: unknown): void {
    const collecting = answerValue(call, value);
    if (collecting === undefined) return this.#close(call);
    void collecting.then(() => {
      this.#close(call);
      this.#goOn();
    });
  }

  #fail(call: RunningCall, error: unknown): void {
    answerFailure(call, error);
    this.#close(call);
  }

  #close(call: RunningCall): void {
    this.#running.delete(call.ticket);
    this.#busy += performance.now() - call.startedAt;
  }
}

function run(target: AnyFunction, list: readonly unknown[], flags: number): unknown {
  return (flags & CallFlag.chunk) === 0 ? target(...list) : runChunk(target, list, flags);
}
