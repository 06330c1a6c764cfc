import type { MessagePort } from "node:worker_threads";
import { CancelledError } from "../errors.ts";
import { readPayload } from "../wire/payload.ts";
import { TicketTable } from "../wire/ticket-table.ts";
import { MemoryLedger } from "../wire/memory-ledger.ts";
import { PortTransport } from "../wire/port-transport.ts";
import {
  Service,
  type CallRequest,
  type FunctionCode,
  type ServiceHandler,
} from "../wire/service.ts";
import type { AnswerTo } from "../worker/answer.ts";
import { CallInbox, type Ticketed } from "../worker/call-inbox.ts";
import { FunctionTable, type KnownFunction } from "../worker/function-table.ts";
import { linkWord, ON_TRIAL } from "./link-words.ts";
import type { LightSource, LightThread } from "./light-thread.ts";

/** What a carrier is handed for each starter of threads. */
export interface LinkEnd {
  readonly port: MessagePort;
  readonly ledger: SharedArrayBuffer;
  readonly words: SharedArrayBuffer;
  /** The starter's `threadId`. */
  readonly starter: number;
}

/** A thread that lies here and hasn't begun. */
export class Arrival implements Ticketed, AnswerTo {
  readonly ticket: number;
  readonly link: CarrierLink;
  readonly known: KnownFunction;
  readonly #request: CallRequest;
  cancelled = false;

  constructor(ticket: number, request: CallRequest, link: CarrierLink) {
    this.ticket = ticket;
    this.link = link;
    this.known = link.functionOf(request);
    this.#request = request;
  }

  get service(): Service {
    return this.link.service;
  }

  get name(): string {
    return this.known.name;
  }

  /** What the thread has in common with the others of its function. */
  get source(): LightSource {
    return this.link.sourceOf(this.#request.functionId, this.known);
  }

  get functionId(): number {
    return this.#request.functionId;
  }

  get onTrial(): boolean {
    return (this.#request.flags & ON_TRIAL) !== 0;
  }

  /** Reads what the thread is started with; a promise while code is being loaded. */
  read(): unknown {
    const { reader, position, attachments } = this.#request;
    reader.position = position;
    return readPayload(reader, attachments);
  }
}

/** A carrier's side of its link with one starter: what has arrived, what lives, and the way back. */
export class CarrierLink implements ServiceHandler {
  readonly service: Service;
  readonly words: Int32Array;
  readonly #functions = new FunctionTable();
  readonly #inbox: CallInbox<Arrival>;
  readonly #sources = new Map<number, LightSource>();
  /** Claimed, but the code that they need isn't there yet. */
  readonly #loading = new Map<number, Arrival>();
  readonly #live = new TicketTable<LightThread>();
  readonly #starter: number;
  readonly #arrived: () => void;

  /** Calls `arrived` whenever there may be something to take. */
  constructor({ port, ledger, words, starter }: LinkEnd, arrived: () => void) {
    const transport = new PortTransport(port);
    this.service = new Service(transport);
    this.words = new Int32Array(words);
    this.#starter = starter;
    this.#inbox = new CallInbox(new MemoryLedger(ledger));
    this.#arrived = arrived;
    // The starter has gone: nobody waits for its threads any more.
    transport.closed(() => this.#cancelAll());
    this.service.serve(this);
  }

  define(id: number, code: FunctionCode): void {
    this.#functions.define(id, code);
  }

  forget(id: number): void {
    this.#sources.delete(id);
    this.#functions.forget(id);
  }

  call(request: CallRequest): void {
    this.#inbox.push(new Arrival(this.#inbox.arriving, request, this));
  }

  cancel(ticket: number): void {
    const thread = this.#live.get(ticket);
    if (thread !== undefined) return thread.cancel(new CancelledError("the thread was cancelled"));
    const arrival = this.#loading.get(ticket) ?? this.#inbox.find(ticket);
    if (arrival !== undefined) arrival.cancelled = true;
  }

  settings(): void {
    // As many threads as there are.
  }

  stop(): void {
    // Carriers end with their process.
  }

  delivered(): void {
    this.#arrived();
  }

  take(): Arrival | undefined {
    return this.#inbox.take();
  }

  functionOf({ functionId }: CallRequest): KnownFunction {
    return this.#functions.get(functionId);
  }

  sourceOf(functionId: number, { name }: KnownFunction): LightSource {
    let source = this.#sources.get(functionId);
    if (source === undefined) {
      source = { service: this.service, name, starter: this.#starter, link: this };
      this.#sources.set(functionId, source);
    }
    return source;
  }

  load(arrival: Arrival): void {
    this.#loading.set(arrival.ticket, arrival);
  }

  loaded(arrival: Arrival): void {
    this.#loading.delete(arrival.ticket);
  }

  begin(thread: LightThread): void {
    this.#live.add(thread.ticket, thread);
  }

  end(thread: LightThread): void {
    this.#live.take(thread.ticket);
  }

  lives(thread: LightThread): boolean {
    return this.#live.get(thread.ticket) === thread;
  }

  /** Writes a word that the starter reads. */
  say(word: keyof typeof linkWord, value: number): void {
    Atomics.store(this.words, linkWord[word], value);
  }

  #cancelAll(): void {
    for (const thread of this.#live.values()) thread.cancel();
  }
}
