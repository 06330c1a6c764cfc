import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { formatAddress, type SocketAddress } from "../../src/connection.ts";

/** `SKEIN_PYTHON=/usr/bin/python2.7` runs the tests with another one. */
const python = process.env["SKEIN_PYTHON"] ?? "python3";

/** Why tests with Python can't run here; false if they can. */
export const noPython: string | false =
  spawnSync(python, ["-c", "import multiprocessing.connection"]).status === 0
    ? false
    : `there is no ${python} with multiprocessing.connection`;

/** A running peer.py. */
export interface Peer {
  /** The next line that it prints. */
  line(): Promise<string>;
  /** Resolves when it has ended. */
  ended(): Promise<void>;
}

/** Starts peer.py; what it prints to stderr is printed here, too. */
export function startPeer(
  side: "connect" | "listen",
  { address, key = "abc" }: { address: SocketAddress | string; key?: string },
  ...actions: string[]
): Peer {
  const where = typeof address === "string" ? address : plain(address);
  const program = join(process.cwd(), "test/connection/programs/peer.py");
  const child = spawn(python, [program, side, where, key, ...actions], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async line() {
      const next: IteratorResult<string, unknown> = await lines.next();
      return next.done === true ? "(it has ended)" : next.value;
    },
    async ended() {
      await ended;
    },
  };
}

/** As peer.py reads addresses. */
function plain(address: SocketAddress): string {
  return formatAddress(address).replace(/^(tcp:\/\/|unix:)/, "");
}
