import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { BrokerHost } from "../../src/broker/broker-host.ts";
import { Connection } from "../../src/broker/connection.ts";
import { newWay } from "../../src/broker/new-way.ts";
import type { ObjectHost } from "../../src/sync/shared-object.ts";

/** A client of a {@link RemoteSpace}; for the broker it is a thread like any other. */
export interface RemoteParty {
  readonly host: ObjectHost;
  /** Its connection ends, and the broker knows; what it still waits for never settles. */
  readonly die: () => Promise<void>;
  /** The same promise, but one that doesn't settle after the party's death. */
  readonly whileAlive: <Value>(promise: Promise<Value>) => Promise<Value>;
}

/** A broker, and clients of it which are all in this thread. */
export class RemoteSpace {
  readonly #hub = new Worker(new URL("hub-thread.js", import.meta.url));

  join(): RemoteParty {
    const { near, far } = newWay();
    this.#hub.postMessage(far, [far.port]);
    const connection = new Connection(near);
    let dead = false;
    return {
      host: new BrokerHost(() => connection),
      die: async () => {
        dead = true;
        const buried = once(this.#hub, "message");
        near.port.close();
        await buried;
      },
      whileAlive: (promise) =>
        promise.catch((error: unknown) => {
          if (dead) return new Promise<never>(() => {});
          throw error;
        }),
    };
  }

  async end(): Promise<void> {
    await this.#hub.terminate();
  }
}
