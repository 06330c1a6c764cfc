import type { TransferListItem } from "node:worker_threads";

/** What crosses between two places at once: bytes, and what rides beside them where the transport can carry it. */
export interface Frame {
  /** Valid only until `send` returns: the transport copies what it keeps. */
  readonly bytes: Uint8Array;
  readonly attachments: readonly unknown[];
  /** Attachments to move instead of copy; only where `attaches` is "objects". */
  readonly transfer: readonly TransferListItem[];
}

/**
 * "objects": attachments may be anything that structured clone takes. "buffers": only ArrayBuffers and views on them,
 * as raw bytes.
 */
export type Attaches = "objects" | "buffers";

/** Moves frames between two places, in order, each exactly once, until one side is gone. */
export interface Transport {
  readonly attaches: Attaches;
  /** Whether memory handed over (SharedArrayBuffer) is the same memory on the other side. */
  readonly sharesMemory: boolean;
  /** Sends without waiting. Frames sent after the other side has gone are dropped: its exit tells. */
  send(frame: Frame): void;
  /** Takes the one listener; frames that came before are delivered first. */
  receive(listener: (frame: Frame) => void): void;
  /** Calls the listener once when the other side has closed or died. */
  closed(listener: () => void): void;
  close(): void;
}
