import { constants } from "node:os";
import type { StopReason } from "./stop.ts";

/** The command was called in a way that can't work, or it couldn't read its inputs or write what it must. */
export const misuseStatus = 255;

/** Failed jobs are counted up to this in the exit status. */
const mostFailures = 101;

/** What a shell shows for a command that a signal ended. */
const signalBase = 128;

/** The exit status as GNU parallel has it: how many jobs failed, 101 for more than 100; 128+N for signal N; 255 for misuse. */
export function exitStatus(failed: number, reason: StopReason | undefined): number {
  switch (reason?.kind) {
    case "signal":
      return signalBase + constants.signals[reason.signal];
    case "output-closed":
      return signalBase + constants.signals.SIGPIPE;
    case "fault":
      return misuseStatus;
    case "halt":
      return reason.succeeded ? 0 : Math.min(failed, mostFailures);
    case undefined:
      return Math.min(failed, mostFailures);
  }
}
