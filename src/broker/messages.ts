import { deserialize, serialize } from "node:v8";
import type { BlockReference } from "../memory/memory.ts";
import type { PlainFailure } from "./plain-failure.ts";

/** What a client says to the broker. `id` numbers what is answered; `object` is the first number of a reference. */
export type Request = CreateRequest | OpenRequest | TravelRequest | CallRequest | Notice;

/** Makes a shared object. Answered with {@link Opened}. */
export interface CreateRequest {
  readonly type: "create";
  readonly id: number;
  readonly kind: string;
  readonly settings: unknown;
  readonly name: string | undefined;
}

/** Opens a shared object. Answered with {@link Opened}. */
export interface OpenRequest {
  readonly type: "open";
  readonly id: number;
  readonly kind: string;
  readonly reference: BlockReference;
}

/**
 * A handle on the object is about to be sent. Answered, with nothing: a process that ends right after it has sent the
 * handle may never get rid of what it only told.
 */
export interface TravelRequest {
  readonly type: "travels";
  readonly id: number;
  readonly object: number;
}

/** Calls a method of an object's state, or reads a property of it; answered with the result. */
export interface CallRequest {
  readonly type: "call";
  readonly id: number;
  readonly object: number;
  readonly member: string;
  readonly args: readonly unknown[];
  /** How the signal is that is to be added to the limits, the last argument; undefined: there is none. */
  readonly signal: SignalState | undefined;
}

/** A live signal is aborted by "cancel"; what an aborted one means, is for the state to say. */
export type SignalState = "live" | "aborted";

/** What isn't answered. */
export type Notice =
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "release"; readonly object: number };

/** A request that is answered, before it has its number. */
export type Question =
  | Omit<CreateRequest, "id">
  | Omit<OpenRequest, "id">
  | Omit<TravelRequest, "id">
  | Omit<CallRequest, "id">;

/** What the broker answers. */
export type Reply = Success | Failure;

export interface Success {
  readonly id: number;
  readonly value: unknown;
}

export interface Failure {
  readonly id: number;
  readonly failure: PlainFailure;
  /** Whether it failed because it was cancelled: then nothing has been taken. */
  readonly cancelled: boolean;
}

/** An object that has been opened. */
export interface Opened {
  readonly reference: BlockReference;
  readonly members: Members;
}

/** What the states of one kind can be asked for. */
export interface Members {
  /** Methods that never wait, and, with the base name in `waits`, those that block. */
  readonly methods: readonly string[];
  /** Methods that give a promise. */
  readonly waits: readonly string[];
  /** Getters and fields. */
  readonly values: readonly string[];
}

/** A message as bytes. Throws DataCloneError for what can't be sent, such as a function. */
export function toBytes(message: Request | Reply): Uint8Array {
  return serialize(message);
}

/** Reads what `toBytes` wrote; the two sides are of the same version. */
export function fromBytes<Message extends Request | Reply>(bytes: Uint8Array): Message {
  // Only `toBytes` writes what comes over a connection of the broker.
  return deserialize(bytes) as Message;
}
