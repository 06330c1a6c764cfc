import type { FunctionDecoding, FunctionEncoding } from "./custom.ts";

/** What one encoding run may use besides bytes. */
export interface EncodeContext {
  /** Gives the helper for functions and classes when the first one is met; absent: functions are refused. */
  readonly functions?: (() => FunctionEncoding) | undefined;
  /**
   * Takes what rides beside the bytes instead of in them: large buffers, and, when `attaches` is "objects", what only
   * structured clone can carry (SharedArrayBuffer, MessagePort, KeyObject, …). Absent: large buffers are copied into the
   * bytes and the others are refused.
   */
  readonly attachments?: unknown[] | undefined;
  /** What the transport can carry beside the bytes; "buffers" means ArrayBuffers and views on them only. */
  readonly attaches?: "objects" | "buffers" | undefined;
  /** Buffers and ports that are to be moved instead of copied; each must be found in the value to have an effect. */
  readonly transfer?: Pick<ReadonlySet<object>, "has"> | undefined;
  /** Takes what handles ask to have moved (the `transfer` of what they return): for the transport's transfer list. */
  readonly moves?: object[] | undefined;
}

/** What one decoding run may use besides bytes. */
export interface DecodeContext {
  readonly functions?: (() => FunctionDecoding) | undefined;
  readonly attachments?: readonly unknown[] | undefined;
}
