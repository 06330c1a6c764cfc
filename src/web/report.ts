import { inspect } from "node:util";
import { SkeinError } from "../errors.ts";

/** Something that happened to a server. */
export interface Report {
  /** "info": as it should be; "warning": something failed, and the server goes on. */
  readonly level: "info" | "warning";
  readonly message: string;
  /** What caused it, where something did. */
  readonly error?: unknown;
}

/** Shows warnings on standard error, for servers whose owner doesn't listen. */
export function showWarning(report: Report): void {
  if (report.level === "warning") process.stderr.write(`${reportLine(report)}\n`);
}

/** A report as text. */
export function reportLine({ message, error }: Report): string {
  if (error === undefined) return `skein: ${message}`;
  // Where in the arbiter an error of its own was made tells nobody anything.
  if (error instanceof SkeinError && error.cause === undefined)
    return `skein: ${message}: ${error.message}`;
  return `skein: ${message}:\n${inspect(error)}`;
}
