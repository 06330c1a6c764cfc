import { openSync, writeSync } from "node:fs";
import { AccessLog } from "./application/access-log.ts";
import type { AccessLogOption, AccessLogSettings } from "./serve-options.ts";

/** Makes the access log of one lane; undefined when there shall be none. Throws the system's error for a file. */
export function accessLogOf(option: AccessLogOption | undefined): AccessLog | undefined {
  if (option === undefined || option === false) return undefined;
  const { to, format } = settingsOf(option);
  if (typeof to !== "string") return new AccessLog({ format, write: to });
  // Opened for appending: what several workers write is never mixed within one write. New workers open it anew, so a
  // reload is what a rotation of the file needs.
  const descriptor = openSync(to, "a");
  return new AccessLog({ format, write: (lines) => writeSync(descriptor, lines) });
}

function settingsOf(option: Exclude<AccessLogOption, false>): AccessLogSettings {
  if (option === true) return {};
  return typeof option === "object" ? option : { to: option };
}
