import type { DecodeContext } from "./context.ts";
import type { FunctionDecoding } from "./custom.ts";
import type { Reader } from "./reader.ts";

/** What the decoders of the single kinds of values use of the run that they are part of. */
export interface Decoding {
  readonly reader: Reader;
  readonly context: DecodeContext;
  /** Who knows functions; throws when the message needs it and nobody is there. */
  functions(): FunctionDecoding;
  /** Reads any value. */
  value(): unknown;
  /** Takes the next reference number, for an object that will be there later. */
  reserve(): number;
  /** Like `reserve`, for a plain object: who refers to it before it is there gets it made at once. */
  reservePlain(): number;
  /** Sets the object of a reference number; gives it back. */
  register<Made>(number: number, made: Made): Made;
  /** Gives the object of a number when it's there already. */
  early(number: number): object | undefined;
  /** Gives the object that came under this number. */
  reference(number: number): unknown;
  /** Gives the object beside the bytes. */
  attachment(index: number): unknown;
  /** Gives the buffer whose description begins at this position behind the value, as `read` makes it the first time. */
  deferred(position: number, read: () => DeferredBuffer): DeferredBuffer;
}

/** A part of a buffer that several views may share. */
export interface DeferredBuffer {
  readonly buffer: ArrayBufferLike;
  /** Where it began in the original. */
  readonly start: number;
}
