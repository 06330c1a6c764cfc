import { inspect } from "node:util";
import { handle, type HandleDescription } from "../../codec/handle.ts";
import { formatAddress } from "../../connection/address.ts";
import type { Referent } from "../referent.ts";
import { GETVALUE } from "../wire-kinds.ts";

/** The name under which every proxy travels. */
export const PROXY_HANDLE = "skein.ManagedObject";

/**
 * Stands for an object that a manager serves. It can be captured by functions, sent as an argument, a result or in a
 * message to threads and processes of this program, and put into other served objects. Each proxy keeps the object alive
 * on the server until it is closed or collected.
 */
export abstract class RemoteObject implements Disposable {
  readonly #remote: Referent;

  static {
    // As a method this would have no declaration: those are made without a look into other files.
    Object.defineProperty(this.prototype, handle, {
      value(this: RemoteObject): HandleDescription {
        this.#remote.refuseClosed();
        const { server, name } = this.#remote;
        return { type: PROXY_HANDLE, data: server.describe(name), module: server.handleModule };
      },
    });
    // What it stands for would have to be asked for: `repr()` does.
    Object.defineProperty(this.prototype, inspect.custom, {
      value(this: RemoteObject): string {
        const { server, name } = this.#remote;
        return `<${this.constructor.name} of '${name.typeid}' at ${formatAddress(server.address)}>`;
      },
    });
  }

  constructor(remote: Referent) {
    this.#remote = remote;
    remote.closeWith(this);
  }

  /** A copy of the object. Rejects with RemoteError when it can't be copied, as a Lock. */
  getValue(): Promise<unknown> {
    return this.#remote.call(GETVALUE);
  }

  /** How the server would print it: Python's `repr`. */
  async repr(): Promise<string> {
    return String(await this.#remote.call("__repr__"));
  }

  /** Lets go of the object; the server drops it when nobody has it any more. All calls fail from now on. Idempotent. */
  close(): void {
    this.#remote.close();
  }

  /** As `close()`. */
  [Symbol.dispose](): void {
    this.close();
  }
}
