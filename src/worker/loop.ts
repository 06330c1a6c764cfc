import { runInScope, setOnlyScope } from "../task/current-scope.ts";
import type { AnyFunction } from "../closure/revive.ts";
import { readPayload } from "../wire/payload.ts";
import type { Ledger } from "../wire/ledger.ts";
import { CallFlag, type CancelCause } from "../wire/messages.ts";
import {
  Service,
  type CallRequest,
  type FunctionCode,
  type Identity,
  type ServiceHandler,
} from "../wire/service.ts";
import type { Transport } from "../wire/transport.ts";
import { answerFailure, answerValue } from "./answer.ts";
import { CallInbox } from "./call-inbox.ts";
import { isThenable, runChunk } from "./chunk.ts";
import { FunctionTable } from "./function-table.ts";
import { IncomingCall } from "./incoming-call.ts";
import type { SheetArguments } from "./sheet-run.ts";

/** What a place gives its loop. */
export interface LoopOptions {
  readonly transport: Transport;
  readonly ledger: Ledger;
  readonly identity: Identity;
  /** Whether this thread is the worker's alone, so that the running call needs no asynchronous storage. */
  readonly alone: boolean;
  /** Whether this worker can be killed without a last word: then what is finished leaves before the next call begins. */
  readonly mortal: boolean;
  /** Called once after `stop`, when all calls are done and all outcomes are on their way. */
  stopped(): void;
}

/** Outcomes wait no longer than this for company, in milliseconds. */
const FLUSH_AFTER = 0.2;
/** Before a call that may take longer than this nothing is kept waiting, in milliseconds. */
const CHEAP = 0.05;
/** Calls that take less than this, in milliseconds, share one reading of the clock, which would be a fifth of each … */
const TINY = 0.002;
/** … so many of them. */
const TOGETHER = 8;
/** After this many milliseconds the event loop gets its turn, so that messages, timers and sockets are served. */
const TURN = 5;

interface Reading {
  readonly now: number;
  /** How many calls have been started since the one before. */
  readonly together: number;
}

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
  readonly #inbox: CallInbox<IncomingCall>;
  /** Asynchronous calls: a synchronous one is over before anything else can happen here. */
  readonly #running = new Map<number, IncomingCall>();
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
    const target = this.#functions.get(request.functionId);
    this.#inbox.push(new IncomingCall(this.#inbox.arriving, request, target, this.#service));
  }

  cancel(ticket: number, cause: CancelCause): void {
    const call = this.#running.get(ticket) ?? this.#inbox.find(ticket);
    call?.stop(cause);
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
    // Calls since the clock was read.
    let together = 0;
    this.#flushedAt = now;
    while (this.#running.size < this.#concurrency) {
      const call = this.#inbox.take();
      if (call === undefined) break;
      const isTiny = call.target.cost < TINY;
      if (!isTiny && together > 0) {
        const read = performance.now();
        this.#busy += read - now;
        now = read;
        together = 0;
      }
      call.startedAt = now;
      this.#start(call);
      together++;
      if (isTiny && together < TOGETHER && this.#inbox.hasArrivals) continue;
      now = performance.now();
      if (!this.#running.has(call.ticket)) this.#charge(call, { now, together });
      together = 0;
      if (now - this.#flushedAt > FLUSH_AFTER) this.flush();
      if (now - begin > TURN) return this.#yield();
    }
    this.flush();
    if (this.#stopping && this.#running.size === 0 && !this.#inbox.hasArrivals)
      this.#options.stopped();
  }

  #yield(): void {
    this.flush();
    this.#scheduled = true;
    setImmediate(() => this.#work());
  }

  #start(call: IncomingCall): void {
    if (call.isCancelled) return answerFailure(call, call.reason);
    const tellStart = (call.request.flags & CallFlag.tellStart) !== 0;
    if (tellStart) this.#service.started(call.ticket);
    // What is finished must not wait for what may take long, nor be lost with it. An unknown cost isn't a small one.
    if (tellStart || this.#options.mortal || !(call.target.cost < CHEAP)) this.flush();
    try {
      const result = this.#run(call);
      if (isThenable(result)) this.#await(call, result);
      else this.#succeed(call, result);
    } catch (error) {
      answerFailure(call, error);
    }
  }

  #run(call: IncomingCall): unknown {
    const { reader, position, attachments } = call.request;
    const target = call.target.revive();
    reader.position = position;
    const args = readPayload(reader, attachments);
    if (target instanceof Promise || args instanceof Promise) {
      return Promise.all([target, args]).then(([loaded, list]) => this.#invoke(call, loaded, list));
    }
    return this.#invoke(call, target, args);
  }

  #invoke(call: IncomingCall, target: AnyFunction, args: unknown): unknown {
    const { flags } = call.request;
    // The endpoint packs arguments and items as an array.
    const list = args as readonly unknown[];
    if (this.#options.alone && this.#concurrency === 1) {
      setOnlyScope(call);
      return run(target, list, flags);
    }
    return runInScope(call, () => run(target, list, flags));
  }

  #await(call: IncomingCall, result: PromiseLike<unknown>): void {
    this.#running.set(call.ticket, call);
    result.then(
      (value) => {
        this.#running.delete(call.ticket);
        this.#succeed(call, value);
        this.#goOn(call);
      },
      (error: unknown) => {
        this.#running.delete(call.ticket);
        answerFailure(call, error);
        this.#goOn(call);
      },
    );
  }

  /** A place is free again, and what has been answered asynchronously doesn't wait for company. */
  #goOn(call: IncomingCall): void {
    if (!this.#running.has(call.ticket))
      this.#charge(call, { now: performance.now(), together: 1 });
    if (!this.#scheduled) this.#work();
  }

  #succeed(call: IncomingCall, value: unknown): void {
    const collecting = answerValue(call, value);
    if (collecting === undefined) return;
    this.#running.set(call.ticket, call);
    void collecting.then(() => {
      this.#running.delete(call.ticket);
      this.#goOn(call);
    });
  }

  #charge({ startedAt, target }: IncomingCall, { now, together }: Reading): void {
    this.#busy += now - startedAt;
    const each = (now - startedAt) / together;
    target.cost = target.cost > 0 ? (target.cost + each) / 2 : each;
  }
}

function run(target: AnyFunction, list: readonly unknown[], flags: number): unknown {
  if ((flags & CallFlag.chunk) === 0) return target(...list);
  if ((flags & CallFlag.sheet) === 0) return runChunk(target, list, flags);
  return startSheet(target, list, flags);
}

/** Most workers never see a sheet: what it takes is loaded with the first. */
async function startSheet(target: AnyFunction, list: unknown, flags: number): Promise<unknown> {
  const { runSheet } = await import("./sheet-run.ts");
  // Written by `SharedMapRun` of the same version.
  return runSheet(target, list as SheetArguments, flags);
}
