import { NotSendableError } from "../errors.ts";
import { CallFlag } from "../wire/messages.ts";
import type { Call } from "./call.ts";
import type { Prepared } from "./function-records.ts";

/** Makes an error that says what can't be sent say what it is of the calls of which function. Others stay as they are. */
export function explained(error: unknown, what: string, { captured }: Prepared): unknown {
  if (!(error instanceof NotSendableError)) return error;
  const step = `${what} for '${captured.name || "(anonymous)"}'`;
  return new NotSendableError([step, ...error.path], error.reason, { cause: error.cause });
}

/** The same for the error that packing the arguments of a call has thrown: its path begins with the place among them. */
export function explainedArgument(error: unknown, { flags, prepared }: Call): unknown {
  if (!(error instanceof NotSendableError)) return error;
  const [index = "", ...path] = error.path;
  const what = (flags & CallFlag.chunk) === 0 ? "argument" : "item";
  const inside = new NotSendableError(path, error.reason, { cause: error.cause });
  return explained(inside, `${what} ${index}`, prepared);
}
