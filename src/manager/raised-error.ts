import { inspect } from "node:util";
import {
  BrokenBarrierError,
  QueueClosedError,
  QueueEmptyError,
  QueueFullError,
  RemoteError,
} from "../errors.ts";
import { GlobalName } from "../pickle/global-name.ts";
import { Opaque } from "../pickle/opaque.ts";
import { arrivedException, PythonException } from "../pickle/python-exception.ts";

/** Python's exceptions that have a counterpart here, whatever module a version of Python says that they are from. */
const counterparts: ReadonlyMap<string, (cause: PythonException) => Error> = new Map([
  ["Empty", (cause) => new QueueEmptyError(undefined, { cause })],
  ["Full", (cause) => new QueueFullError(undefined, { cause })],
  ["ShutDown", (cause) => new QueueClosedError(undefined, { cause })],
  [
    "BrokenBarrierError",
    (cause) => new BrokenBarrierError(cause.message || "the barrier is broken", { cause }),
  ],
]);

/** Where these are from; another module's class of the same name is another class. */
const homes: ReadonlySet<string> = new Set(["queue", "_queue", "Queue", "threading"]);

/** The error that a caller gets for an exception that a method raised on the server. */
export function raisedError(value: unknown): Error {
  const raised = value instanceof Opaque ? (exceptionOf(value) ?? value) : value;
  if (raised instanceof PythonException) {
    const counterpart = homes.has(raised.module) ? counterparts.get(raised.className) : undefined;
    return counterpart?.(raised) ?? raised;
  }
  if (raised instanceof Error) return raised;
  const text = inspect(raised, { depth: 1, breakLength: Infinity });
  return new RemoteError(`a method raised ${text}, which has no counterpart here`, text);
}

/** What is raised is an exception, also where its class is one of the server's own: it comes as its name and its parts. */
function exceptionOf({ callable, args, state }: Opaque): PythonException | undefined {
  if (!(callable instanceof GlobalName)) return undefined;
  return arrivedException({ module: callable.module, className: callable.name, args, state });
}
