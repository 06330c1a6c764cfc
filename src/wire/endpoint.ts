import type { TransferListItem } from "node:worker_threads";
import type { Captured } from "../closure/capture.ts";
import { encodeValue } from "../codec/encode.ts";
import { Reader } from "../codec/reader.ts";
import { Writer } from "../codec/writer.ts";
import { KnownFunctions } from "./known-functions.ts";
import { arrivedError } from "./arrived-error.ts";
import type { Ledger } from "./ledger.ts";
import { Kind, type CancelCause } from "./messages.ts";
import type { Parcel } from "./parcel.ts";
import { readPayload, skipPayload, writeRange } from "./payload.ts";
import { TicketTable } from "./ticket-table.ts";
import type { Frame, Transport } from "./transport.ts";

/** What a call hears: exactly one of `succeeded`, `failed`, `returned` and `lost`, the others before that. */
export interface Receiver {
  succeeded(value: unknown): void;
  failed(error: unknown): void;
  /** The worker never began it: it may be given to another. */
  returned(): void;
  /** The worker is gone and may have begun it. */
  lost(reason: Error): void;
  /** Only for calls flagged `tellStart`. */
  started(): void;
  reported(value: unknown): void;
}

/** What the worker says of itself. */
export interface EndpointListener {
  hello(): void;
  /** All of a frame has been handled. `busy` is what the worker spent on it, in milliseconds. */
  delivered(busy: number): void;
}

/** What an endpoint goes over. */
export interface Link {
  readonly transport: Transport;
  readonly ledger: Ledger;
  /** How many calls have been sent over it before; default 0. */
  readonly firstTicket?: number | undefined;
}

/** What a call consists of when it is sent. */
export interface CallMessage {
  readonly captured: Captured;
  readonly args: Parcel;
  /** {@link CallFlag}s. */
  readonly flags: number;
}

/** The parent's side of the one protocol between our own places: calls out, outcomes back. */
export class Endpoint {
  readonly #transport: Transport;
  readonly #ledger: Ledger;
  readonly #listener: EndpointListener;
  readonly #writer = new Writer();
  readonly #outstanding = new TicketTable<Receiver>();
  readonly #functions = new KnownFunctions();
  readonly #sentUnits = new Set<string>();
  #attachments: unknown[] = [];
  #transfer: TransferListItem[] = [];
  /** Tickets of calls that parts of were moved: they can't be given to another worker. */
  readonly #moved = new Set<number>();
  /** The ticket of the next call. */
  #ticket: number;
  #proved = false;
  /** Calls written since the last flush. */
  #unissued = 0;

  constructor({ transport, ledger, firstTicket }: Link, listener: EndpointListener) {
    this.#transport = transport;
    this.#ledger = ledger;
    this.#ticket = firstTicket ?? 0;
    this.#listener = listener;
    transport.receive((frame) => this.#receive(frame));
  }

  /** How many calls have no outcome yet. */
  get outstanding(): number {
    return this.#outstanding.size;
  }

  /** Whether the worker has ever begun a call. */
  get proved(): boolean {
    return this.#proved;
  }

  /** The receivers of all calls that have no outcome yet, in no particular order. */
  receivers(): Receiver[] {
    return this.#outstanding.values();
  }

  /** Whether this call lies at the worker, without an outcome. */
  has(ticket: number, receiver: Receiver): boolean {
    return this.#outstanding.get(ticket) === receiver;
  }

  /** Writes a call; it leaves with the next `flush`. Gives its ticket. */
  call(receiver: Receiver, message: CallMessage): number {
    const writer = this.#writer;
    const { captured, args, flags } = message;
    if (!this.#functions.has(captured)) this.#define(captured);
    writer.byte(Kind.call);
    writer.varint(captured.id);
    writer.byte(flags);
    this.#attach(args.attachments, args.transfer);
    writer.raw(args.bytes, args.start, args.end);
    const ticket = this.#ticket;
    this.#ticket = (ticket + 1) >>> 0;
    this.#outstanding.add(ticket, receiver);
    if (args.transfer.length > 0 && this.#transport.attaches === "objects") this.#moved.add(ticket);
    this.#unissued++;
    return ticket;
  }

  /** Asks the worker to stop a call; its outcome still comes. */
  cancel(ticket: number, cause: CancelCause): void {
    this.#writer.byte(Kind.cancel);
    this.#writer.uint32(ticket);
    this.#writer.byte(cause);
    this.flush();
  }

  /** Sets how many asynchronous calls the worker runs at a time (1 without this). */
  settings(concurrency: number): void {
    this.#writer.byte(Kind.settings);
    this.#writer.varint(concurrency);
    this.flush();
  }

  /** Tells the worker to end when its calls are done. */
  stop(): void {
    this.#writer.byte(Kind.stop);
    this.flush();
  }

  /** Sends what has been written. Tickets are issued first: the worker must never find a call without one. */
  flush(): void {
    const writer = this.#writer;
    if (writer.position === 0) return;
    if (this.#unissued > 0) this.#ledger.issue(this.#unissued);
    this.#unissued = 0;
    const frame = {
      bytes: writer.view(),
      attachments: this.#attachments,
      transfer: this.#transfer,
    };
    if (this.#attachments.length > 0) {
      this.#attachments = [];
      this.#transfer = [];
    }
    this.#transport.send(frame);
    writer.reset();
  }

  /** Claims back up to `count` calls that the worker hasn't begun; their receivers hear `returned`. Gives how many. */
  reclaim(count: number): number {
    // What has been moved there can't be sent again: it, and what is behind it, stays.
    const moved = this.#moved;
    const mayTake = moved.size === 0 ? undefined : (ticket: number) => !moved.has(ticket);
    const reclaimed: Receiver[] = [];
    while (reclaimed.length < count) {
      const ticket = this.#ledger.claim(mayTake);
      if (ticket < 0) break;
      const receiver = this.#outstanding.take(ticket);
      if (receiver !== undefined) reclaimed.push(receiver);
    }
    // The oldest last: each goes to the front of a queue.
    for (const receiver of reclaimed.toReversed()) receiver.returned();
    return reclaimed.length;
  }

  /** The worker is gone: what it hadn't begun is returned, the rest is lost. */
  abandon(reason: Error): void {
    const gone = [...this.#moved].map((ticket) => this.#outstanding.take(ticket));
    this.#moved.clear();
    this.reclaim(Number.POSITIVE_INFINITY);
    const lost = [...this.#outstanding.drain(), ...gone.filter((each) => each !== undefined)];
    if (lost.length > 0) this.#proved = true;
    for (const receiver of lost) receiver.lost(reason);
  }

  #define(captured: Captured): void {
    const writer = this.#writer;
    const units = captured.units.filter((unit) => !this.#sentUnits.has(unit.hash));
    for (const unit of units) this.#sentUnits.add(unit.hash);
    writer.byte(Kind.define);
    writer.varint(captured.id);
    writer.byte(captured.pure ? 1 : 0);
    this.#attach(captured.attachments, []);
    encodeValue(writer, [captured.name, captured.bytes, units, captured.imports], {});
    this.#functions.add(captured);
    for (const id of this.#functions.evict()) {
      writer.byte(Kind.forget);
      writer.varint(id);
    }
  }

  #attach(attachments: readonly unknown[], transfer: readonly TransferListItem[]): void {
    writeRange(this.#writer, this.#attachments.length, attachments.length);
    if (attachments.length === 0) return;
    this.#attachments.push(...attachments);
    this.#transfer.push(...transfer);
  }

  #receive(frame: Frame): void {
    const reader = new Reader(frame.bytes);
    let busy = 0;
    while (reader.remaining > 0) {
      const kind = reader.byte();
      if (kind === Kind.busy) busy += reader.float64();
      else if (kind === Kind.hello) this.#hello(reader);
      else this.#answer(kind, reader, frame.attachments);
    }
    this.#listener.delivered(busy);
  }

  #hello(reader: Reader): void {
    reader.varint();
    reader.varint();
    this.#listener.hello();
  }

  #answer(kind: number, reader: Reader, attachments: readonly unknown[]): void {
    const ticket = reader.uint32();
    this.#proved = true;
    const last = kind === Kind.done || kind === Kind.failed;
    if (last && this.#moved.size > 0) this.#moved.delete(ticket);
    const receiver = last ? this.#outstanding.take(ticket) : this.#outstanding.get(ticket);
    if (kind === Kind.started) return receiver?.started();
    if (receiver === undefined) return skipPayload(reader);
    // What can't be decoded here is that call's failure and nobody else's.
    let value: unknown;
    try {
      value = readPayload(reader, attachments);
    } catch (error) {
      return receiver.failed(error);
    }
    if (!(value instanceof Promise)) return deliver(kind, receiver, value);
    value.then(
      (loaded) => deliver(kind, receiver, loaded),
      (error: unknown) => receiver.failed(error),
    );
  }
}

function deliver(kind: number, receiver: Receiver, value: unknown): void {
  if (kind === Kind.done) receiver.succeeded(value);
  else if (kind === Kind.failed) receiver.failed(arrivedError(value));
  else receiver.reported(value);
}
