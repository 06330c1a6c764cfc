import { MisuseError } from "../errors.ts";
import type { WaitOptions } from "../task/wait.ts";
import type { RemoteObject } from "./proxies/remote-object.ts";
import { referentOf } from "./referent.ts";

/** What a method is called with by {@link callMethod}. */
export interface CallMethodOptions extends WaitOptions {
  readonly args?: readonly unknown[] | undefined;
  /** Arguments by name. */
  readonly keywords?: Readonly<Record<string, unknown>> | undefined;
}

/**
 * Calls any method that a served object exposes, also one that its proxy has no name for: Python's `_callmethod`. Rejects
 * with what the method raises, with RemoteError when it isn't exposed, and with TimeoutError or the signal's reason, after
 * which the method may still take effect.
 *
 * @example
 *     await callMethod(list, "__imul__", { args: [2] });
 */
export async function callMethod(
  proxy: RemoteObject,
  method: string,
  { args = [], keywords, timeout, signal }: CallMethodOptions = {},
): Promise<unknown> {
  const remote = referentOf(proxy);
  if (remote === undefined)
    throw new MisuseError("callMethod() takes a proxy of a manager's object");
  return remote.call(method, args, { blocking: true, keywords, patience: timeout, signal });
}
