import type * as inspector from "node:inspector";
import { NotSendableError } from "../errors.ts";

/** A message that the inspector sends by itself. */
export interface InspectorEvent {
  readonly params: unknown;
}

/** What is exchanged with expressions that the inspector runs in this thread. */
interface Exchange {
  given: unknown;
  taken: unknown;
}

const key = `__skein_${Math.random().toString(36).slice(2)}`;
const exchange: Exchange = { given: undefined, taken: undefined };
let session: inspector.Session | undefined;

/** The inspector, loaded with the first capture. */
export function loadInspector(): typeof inspector {
  return process.getBuiltinModule("node:inspector");
}

function connect(): inspector.Session {
  const opened = new (loadInspector().Session)();
  try {
    opened.connect();
  } catch (error) {
    throw blocked(error);
  }
  Object.defineProperty(globalThis, key, {
    value: exchange,
    enumerable: false,
    configurable: true,
  });
  return opened;
}

/** Node's permission model and builds without the inspector don't let a program look into its own functions. */
function blocked(cause: unknown): NotSendableError {
  const reason =
    "functions can't be read here, because Node's inspector is not available (node was started with --permission, or " +
    "is a build without it); name the function instead: { module, name }";
  return new NotSendableError([], reason, { cause });
}

/** Sends one command to the inspector of this thread and gives its answer, which comes synchronously. */
export function post(method: string, params: object = {}): object {
  session ??= connect();
  let failure: Error | null | undefined;
  let answer: object | undefined;
  session.post(method, params, (error, result) => {
    failure = error;
    answer = result;
  });
  if (failure) throw new Error(`${method}: ${failure.message}`, { cause: failure });
  if (answer === undefined) throw new Error(`the inspector hasn't answered ${method}`);
  return answer;
}

/** Runs `work` while events of this kind are given to `note`. */
export function listening<Result>(
  event: string,
  note: (event: InspectorEvent) => void,
  work: () => Result,
): Result {
  session ??= connect();
  session.on(event, note);
  try {
    return work();
  } finally {
    session.off(event, note);
  }
}

/** Runs `read` with the inspector's id of a value; lets go of all ids afterwards. */
export function withObjectId<Result>(value: object, read: (objectId: string) => Result): Result {
  exchange.given = value;
  try {
    const expression = `${key}.given`;
    const answer = post("Runtime.evaluate", { expression, objectGroup: key, silent: true });
    return read((answer as { readonly result: { readonly objectId: string } }).result.objectId);
  } finally {
    exchange.given = undefined;
    exchange.taken = undefined;
    post("Runtime.releaseObjectGroup", { objectGroup: key });
  }
}

/** Gives the value itself that an id of the inspector stands for. */
export function take(objectId: string): unknown {
  const functionDeclaration = `function () { ${key}.taken = this; }`;
  post("Runtime.callFunctionOn", { objectId, functionDeclaration, silent: true });
  return taken();
}

/** Gives `this` of a frame on the stack while the debugger is paused. */
export function takeThis(callFrameId: string): unknown {
  const expression = `${key}.taken = this`;
  post("Debugger.evaluateOnCallFrame", { callFrameId, expression, silent: true });
  return taken();
}

function taken(): unknown {
  const { taken: value } = exchange;
  exchange.taken = undefined;
  return value;
}
