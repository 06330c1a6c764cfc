import { connect } from "node:net";
import type { Address } from "./address.ts";
import { join } from "./link.ts";
import { PortLink, type ThreadWay } from "./port-link.ts";
import { SocketLink } from "./socket-link.ts";

/** What the thread of a gateway is born with, as its `workerData`. */
export interface GatewayStart {
  readonly address: Address;
  /** The way of the thread that has started it. */
  readonly first: ThreadWay;
}

/**
 * Connects each thread of this process with the broker in another one, by a connection of its own, so that the death of
 * each can be told. Runs in a thread which never blocks: the others block while they wait for an answer.
 */
export class Gateway {
  readonly #address: Address;
  readonly #links = new Set<PortLink>();

  constructor(address: Address) {
    this.#address = address;
  }

  connect(way: ThreadWay): void {
    const near = new PortLink(way);
    near.joined((further) => this.connect(further));
    const far = new SocketLink(connect({ path: this.#address.path }));
    far.send(this.#address.secret);
    join(near, far);
    this.#links.add(near);
    near.closed(() => this.#links.delete(near));
  }

  /** Tells all threads that there is no broker any more. */
  close(): void {
    for (const link of this.#links) link.close();
  }
}
