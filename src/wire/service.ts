import type { TransferListItem } from "node:worker_threads";
import { Reader } from "../codec/reader.ts";
import { decodeValue } from "../codec/decode.ts";
import { Writer } from "../codec/writer.ts";
import type { CodeUnit } from "../closure/unit.ts";
import type { ModuleImport } from "../closure/module-load.ts";
import { toMove } from "./move.ts";
import { CancelCause, Kind } from "./messages.ts";
import { readRange, skipPayload, writePayload } from "./payload.ts";
import type { Frame, Transport } from "./transport.ts";

/** A function as it arrived. */
export interface FunctionCode {
  readonly pure: boolean;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly attachments: readonly unknown[];
  readonly units: readonly CodeUnit[];
  readonly imports: readonly ModuleImport[];
}

/** A call as it arrived: its arguments are still bytes, since it may be claimed back before it runs. */
export interface CallRequest {
  readonly functionId: number;
  readonly flags: number;
  /** The frame's reader; the arguments' payload stands at `position`. */
  readonly reader: Reader;
  readonly position: number;
  readonly attachments: readonly unknown[];
}

/** What a worker does about the messages of its parent. */
export interface ServiceHandler {
  define(id: number, code: FunctionCode): void;
  forget(id: number): void;
  call(request: CallRequest): void;
  cancel(ticket: number, cause: CancelCause): void;
  settings(concurrency: number): void;
  stop(): void;
  /** All of a frame has been handled. */
  delivered(): void;
}

/** Who the worker is. */
export interface Identity {
  readonly pid: number;
  readonly threadId: number;
}

/** The worker's side of the one protocol between our own places: calls in, outcomes back. */
export class Service {
  readonly #transport: Transport;
  readonly #writer = new Writer();
  #attachments: unknown[] = [];
  #transfer: TransferListItem[] = [];

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** Whether something waits for `flush`. */
  get pending(): boolean {
    return this.#writer.position > 0;
  }

  /** Takes up the messages. */
  serve(handler: ServiceHandler): void {
    this.#transport.receive((frame) => {
      receive(frame, handler);
      handler.delivered();
    });
  }

  hello(identity: Identity): void {
    this.#writer.byte(Kind.hello);
    this.#writer.varint(identity.pid);
    this.#writer.varint(identity.threadId);
    this.flush();
  }

  started(ticket: number): void {
    this.#writer.byte(Kind.started);
    this.#writer.uint32(ticket);
  }

  /** Throws NotSendableError, having written nothing, when the value can't be sent. */
  done(ticket: number, value: unknown): void {
    this.#write(Kind.done, ticket, value);
  }

  failed(ticket: number, error: unknown): void {
    this.#write(Kind.failed, ticket, error);
  }

  report(ticket: number, value: unknown): void {
    this.#write(Kind.report, ticket, value);
  }

  /** Says what the outcomes since the last time have cost; comes last in a frame. */
  busy(milliseconds: number): void {
    this.#writer.byte(Kind.busy);
    this.#writer.float64(milliseconds);
  }

  flush(): void {
    if (this.#writer.position === 0) return;
    this.#transport.send({
      bytes: this.#writer.view(),
      attachments: this.#attachments,
      transfer: this.#transfer,
    });
    if (this.#attachments.length > 0) this.#attachments = [];
    this.#writer.reset();
  }

  #write(kind: number, ticket: number, value: unknown): void {
    const writer = this.#writer;
    const start = writer.position;
    const attachments = this.#attachments;
    const attached = attachments.length;
    writer.byte(kind);
    writer.uint32(ticket);
    const moves: object[] = [];
    try {
      writePayload(writer, value, {
        attachments,
        attaches: this.#transport.attaches,
        transfer: toMove,
        moves,
      });
    } catch (error) {
      writer.position = start;
      attachments.length = attached;
      throw error;
    }
    // What is attached is still the function's own memory, which its next call may change.
    if (attachments.length > attached) this.#flushMoving(moves);
  }

  #flushMoving(moves: readonly object[]): void {
    const marked = this.#attachments.filter(
      (attachment) => isObject(attachment) && toMove.has(attachment),
    );
    // Only what a transport of objects takes is ever asked to be moved; others ignore the list.
    this.#transfer = [...new Set([...marked, ...moves])] as TransferListItem[];
    this.flush();
    this.#transfer = [];
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function receive(frame: Frame, handler: ServiceHandler): void {
  const reader = new Reader(frame.bytes);
  while (reader.remaining > 0) {
    const kind = reader.byte();
    if (kind === Kind.call) handler.call(readCall(reader, frame));
    else if (kind === Kind.define) handler.define(reader.varint(), readCode(reader, frame));
    else if (kind === Kind.forget) handler.forget(reader.varint());
    else if (kind === Kind.cancel) handler.cancel(reader.uint32(), readCause(reader));
    else if (kind === Kind.settings) handler.settings(reader.varint());
    else if (kind === Kind.stop) handler.stop();
    else
      throw new Error(
        `the parent sent a message of unknown kind ${kind}: both sides must be of one version`,
      );
  }
}

function readCall(reader: Reader, frame: Frame): CallRequest {
  const functionId = reader.varint();
  const flags = reader.byte();
  const attachments = readRange(reader, frame.attachments);
  const { position } = reader;
  skipPayload(reader);
  return { functionId, flags, reader, position, attachments };
}

function readCode(reader: Reader, frame: Frame): FunctionCode {
  const pure = reader.byte() === 1;
  const attachments = readRange(reader, frame.attachments);
  // Written by `Endpoint` of the same version.
  const [name, bytes, units, imports] = decodeValue(reader, {}) as Code;
  return { pure, name, bytes, attachments, units, imports };
}

type Code = readonly [
  name: string,
  bytes: Uint8Array,
  units: readonly CodeUnit[],
  imports: readonly ModuleImport[],
];

function readCause(reader: Reader): CancelCause {
  return reader.byte() === CancelCause.timeout ? CancelCause.timeout : CancelCause.cancelled;
}
