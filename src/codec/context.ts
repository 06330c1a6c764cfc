import type { FunctionDecoding, FunctionEncoding } from "./custom.ts";

/** What one encoding run may use besides bytes. */
export interface EncodeContext {
  /** Gives the helper for functions and classes when the first one is met; absent: functions are refused. */
  readonly functions?: (() => FunctionEncoding) | undefined;
  /**
   * Objects that ride beside the bytes, for transports that can carry them (SharedArrayBuffer, MessagePort, transferred
   * or large buffers, KeyObject, …). Absent: large buffers are copied into the bytes, and the others are refused.
   */
  readonly attachments?: unknown[] | undefined;
  /** Buffers and ports that are to be moved instead of copied; each must be found in the value to have an effect. */
  readonly transfer?: ReadonlySet<object> | undefined;
}

/** What one decoding run may use besides bytes. */
export interface DecodeContext {
  readonly functions?: (() => FunctionDecoding) | undefined;
  readonly attachments?: readonly unknown[] | undefined;
}
