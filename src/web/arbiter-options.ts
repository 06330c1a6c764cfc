import type { BackOffOptions } from "./back-off.ts";
import type { CrewSettings } from "./crew.ts";
import type { Member } from "./member.ts";

/** How an arbiter keeps its workers. */
export interface ArbiterOptions extends CrewSettings {
  /** How many workers there shall be. */
  readonly size: number;
  /** How many workers may be starting at a time once the first ones serve. */
  readonly startsAtOnce: number;
  readonly backOff?: BackOffOptions | undefined;
  /** A worker has loaded this file, a file: URL. */
  readonly loaded: (url: string) => void;
  /** A worker has ended, asked or not: its numbers can be read for the last time. */
  readonly buried: (member: Member, asked: boolean) => void;
  /** No connection shall be accepted any more. */
  readonly draining: () => void;
}

/**
 * "starting": the first workers haven't all been ready yet. "serving": as it should be. "reloading": workers with new
 * code are starting beside the old ones. "draining": all are told to end. "stopped": all have.
 */
export type Phase = "starting" | "serving" | "reloading" | "draining" | "stopped";
