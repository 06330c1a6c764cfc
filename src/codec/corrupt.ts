import { SkeinError } from "../errors.ts";

/** An error for bytes that no writer of this version has written; its code is ERR_SKEIN_CORRUPT. */
export function corrupt(message: string, cause?: unknown): SkeinError {
  return new SkeinError(
    "ERR_SKEIN_CORRUPT",
    `the message is corrupt: ${message}`,
    cause === undefined ? {} : { cause },
  );
}
