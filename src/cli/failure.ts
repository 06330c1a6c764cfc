import { inspect } from "node:util";
import type { Failure } from "./job.ts";

/** The text of what a job threw, which may be anything. */
export function failureOf(
  error: unknown,
  { exitValue = 1, signal = 0 }: { exitValue?: number; signal?: number } = {},
): Failure {
  const detail = typeof error === "string" ? error : inspect(error);
  if (!(error instanceof Error))
    return {
      name: "Error",
      message: `a job threw ${detail}`,
      detail,
      place: undefined,
      exitValue,
      signal,
    };
  return {
    name: nameOf(error),
    message: error.message,
    detail,
    place: userLine(error.stack),
    exitValue,
    signal,
  };
}

/** Many classes don't set `name`; "Error" tells less than their own. */
function nameOf(error: Error): string {
  return error.name === "Error" ? error.constructor.name : error.name;
}

/** The first line of the stack that lies neither in Node nor in a package. */
function userLine(stack: string | undefined): string | undefined {
  const lines = (stack ?? "").split("\n").map((line) => line.trim());
  return lines
    .find((line) => line.startsWith("at ") && !foreign.test(line))
    ?.replace("file://", "");
}

const foreign =
  /[( ]node:|\/node_modules\/|\\node_modules\\|<anonymous>\)?$|\/cli\/job-entry\.[jt]s/;
