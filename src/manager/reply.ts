import { CancelledError, RemoteError } from "../errors.ts";
import { PythonException } from "../pickle/python-exception.ts";
import { itemsOf } from "./items-of.ts";
import { raisedError } from "./raised-error.ts";
import { CANCELLED, ERROR, PROXY, RETURN, TRACEBACK, UNSERIALIZABLE } from "./wire-kinds.ts";

/** What a server answers: a kind, a value, and on a multiplexed line the call that it is for. */
export interface Reply {
  readonly kind: unknown;
  readonly value: unknown;
  readonly id?: number | undefined;
}

/** Reads an answer from the value that came. Throws RemoteError for anything else. */
export function replyOf(decoded: unknown): Reply {
  const items = itemsOf(decoded);
  if (items === undefined || items.length < 2)
    throw new RemoteError("the manager has answered something that is no answer", String(decoded));
  const [kind, value, id] = items;
  return { kind, value, id: typeof id === "number" ? id : undefined };
}

/** Gives what the answer says that was returned; throws what it says that was raised. */
export function resultOf(reply: Reply, proxyOf: (value: unknown) => unknown): unknown {
  switch (reply.kind) {
    case RETURN:
      return reply.value;
    case PROXY:
      return proxyOf(reply.value);
    case ERROR:
      throw raisedError(reply.value);
    case CANCELLED:
      throw new CancelledError();
    case TRACEBACK:
    case UNSERIALIZABLE:
      throw failure(String(reply.value));
    default:
      throw new RemoteError("the manager has answered something that is no answer", "");
  }
}

/** The last line of a traceback says what has happened. */
function failure(text: string): RemoteError {
  const lines = text.trimEnd().split("\n");
  return new RemoteError(`the manager could not do it: ${lines.at(-1) ?? ""}`, text);
}

/** Whether an error is an exception of this class that was raised on the server, such as "KeyError". */
export function isRaised(error: unknown, className: string): error is PythonException {
  return error instanceof PythonException && error.className === className;
}
