import type { EncodeContext } from "./context.ts";
import type { FunctionEncoding } from "./custom.ts";
import type { Writer } from "./writer.ts";

/** What the encoders of the single kinds of values use of the run that they are part of. */
export interface Encoding {
  readonly writer: Writer;
  readonly context: EncodeContext;
  /** The views whose buffers are decided upon at the end. */
  readonly deferred: DeferredView[];
  /** Who knows functions; created when first asked for. */
  functions(): FunctionEncoding | undefined;
  /** Writes any value. */
  value(value: unknown): void;
  /** Writes the value of a property and names it in the path when it can't be sent. */
  member(key: PropertyKey, value: unknown): void;
  /** Gives the number of an object that has come before, or gives it the next one and returns -1. */
  number(value: object): number;
  /** Gives the number of an object that has come before, or -1. */
  find(value: object): number;
  /** While `write` runs nothing may refer to the object that came last: it won't exist yet on the other side. */
  unfinished(write: () => void): void;
  /** Runs `write`; when something in it can't be sent, takes back what it wrote and gives why. */
  attempt(write: () => void): string | undefined;
  /** Whether a buffer or port is to be moved instead of copied. */
  moves(value: object): boolean;
  /** Notes that these are to be moved. */
  move(values: readonly object[]): void;
}

/** A view on a part of a buffer, or the buffer itself after one, written before it is known which parts are needed. */
export interface DeferredView {
  readonly value: ArrayBufferView | ArrayBuffer;
  readonly buffer: ArrayBufferLike;
  readonly start: number;
  readonly end: number;
  /** Where the distance to the buffer's bytes is to be filled in. */
  readonly pointer: number;
}
