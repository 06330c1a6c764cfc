import { orMisuse } from "../acquire.ts";
import type { Referent } from "../referent.ts";
import { RLockProxy } from "./rlock-proxy.ts";

/**
 * A Lock or an RLock of a server of Skein's, which doesn't say which: it says who takes it, which a Lock doesn't look at,
 * and may release it for others, which an RLock refuses.
 */
export class OwnedLockProxy extends RLockProxy {
  readonly #remote: Referent;

  constructor(remote: Referent) {
    super(remote);
    this.#remote = remote;
  }

  override async release(): Promise<void> {
    const { sessions } = this.#remote.server;
    if (sessions.holding(this.#remote.ident) !== undefined) return super.release();
    await orMisuse(this.#remote.call("release"), "the lock can't be released");
  }
}
