import { RemoteError } from "../../errors.ts";
import type { CallOptions } from "../../pool/options.ts";
import { Float } from "../../pickle/float.ts";
import { itemsOf } from "../items-of.ts";
import type { Parts } from "./parts.ts";

/** Runs a packed call in the pool: `(flags, target, args, settings)`; see the README. */
export const RUN = "#run";
/** What the pool is doing, packed. */
export const STATISTICS = "#statistics";

/** What a call came to. */
export interface CallOutcome {
  readonly ok: boolean;
  /** How long it has run; 0 where nobody knows. */
  readonly milliseconds: number;
  /** How many workers the pool has. */
  readonly workers: number;
  /** A list of one value or error. */
  readonly parts: Parts;
}

/** Those options of a call that the server's pool has to know. */
export type CallSettings = Pick<CallOptions, "timeout" | "retries" | "priority">;

/** An outcome as it is sent. */
export function outcomeItems({ ok, milliseconds, workers, parts }: CallOutcome): unknown[] {
  return [ok, milliseconds, workers, ...parts];
}

/** Reads what `outcomeItems` gave. */
export function readOutcome(answer: unknown): CallOutcome {
  const [ok, milliseconds, workers, ...parts] = itemsOf(answer) ?? [];
  return {
    ok: ok === true,
    milliseconds: numberOf(milliseconds),
    workers: Math.max(1, numberOf(workers)),
    parts: partsOf(parts),
  };
}

/** The settings of a call as they are sent: null for what isn't set. */
export function callSettings({ timeout, retries, priority }: CallOptions): unknown[] {
  return [timeout ?? null, retries ?? null, priority ?? null];
}

/** Reads what `callSettings` gave. */
export function readSettings(value: unknown): CallSettings {
  const [timeout, retries, priority] = itemsOf(value) ?? [];
  return {
    timeout: optionalNumber(timeout),
    retries: optionalNumber(retries),
    priority: optionalNumber(priority),
  };
}

/** The parts of something packed, which have come in a message. */
export function partsOf(value: unknown): Parts {
  const parts = itemsOf(value) ?? [];
  if (parts.every((part) => part instanceof Uint8Array) && parts.length > 0) return parts;
  throw new RemoteError("what has come is no packed value", "");
}

function optionalNumber(value: unknown): number | undefined {
  return value === null || value === undefined ? undefined : numberOf(value);
}

/** A float without a fraction is an object of its own in lossless messages. */
export function numberOf(value: unknown): number {
  return value instanceof Float ? value.value : Number(value);
}
