import type { SocketAddress } from "../connection/address.ts";
import { connect, type ConnectOptions } from "../connection/client.ts";
import type { Connection } from "../connection/connection.ts";
import { sleep } from "../task/sleep.ts";
import { Semaphore } from "../task/local-semaphore.ts";

/**
 * How many connections are made at a time: CPython's server answers one handshake after the other and lets only 16 wait;
 * over a Unix socket, the system refuses more at once.
 */
const atOnce = 4;

/** How long others may fill a server's line of waiting connections, in milliseconds. */
const patience = 10_000;

/** Between two attempts, in milliseconds. */
const pause = 10;

/** Makes the connections to one server, a few at a time, and again when the server has too many waiting. */
export class PatientConnect {
  readonly #turns = new Semaphore(atOnce);

  /** Rejects as `connect`. */
  async connect(address: SocketAddress, options: ConnectOptions): Promise<Connection> {
    using _turn = await this.#turns.acquire();
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await connect(address, options);
      } catch (error) {
        if (!isCrowded(error) || attempt * pause > patience) throw error;
      }
      await sleep(pause);
    }
  }
}

/** Whether the server is there, but has no room for one more that waits. */
function isCrowded(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && cause.code === "EAGAIN";
}
