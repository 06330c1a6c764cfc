import { MisuseError } from "../errors.ts";
import type { RemoteObject } from "./proxies/remote-object.ts";
import { referentOf } from "./referent.ts";

/**
 * Connects again to the server of a proxy that has come from another thread or process, where there is no manager to do
 * it by, after the server was lost: as the manager's `reconnect()`.
 *
 * @example
 *     await reconnect(queue);
 */
export async function reconnect(proxy: RemoteObject): Promise<void> {
  const remote = referentOf(proxy);
  if (remote === undefined)
    throw new MisuseError("reconnect() takes a proxy of a manager's object");
  await remote.server.reconnect();
}
