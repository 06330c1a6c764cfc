import { connect } from "node:net";
import { Process } from "skein";

/** What an echo server did under load. */
export interface EchoLoad {
  /** Answers a second. */
  readonly rate: number;
  /** Milliseconds within which 99 of 100 answers came. */
  readonly p99: number;
}

/** How many connections ask at once, and how often each. */
export interface EchoOrder {
  readonly connections: number;
  readonly rounds: number;
}

/** Asks with many connections at once, each as soon as it has its answer; in a process of its own. */
export async function loadEcho(address: string, order: EchoOrder): Promise<EchoLoad> {
  const child = new Process({ target: ask, args: [address, order] });
  child.start();
  const { milliseconds, times } = await child.result();
  const sorted = Float64Array.from(times).sort();
  return {
    rate: (sorted.length * 1000) / milliseconds,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
  };
}

async function ask(
  address: string,
  { connections, rounds }: EchoOrder,
): Promise<{ milliseconds: number; times: number[] }> {
  const [host = "", port] = address.split(":");
  const message = Buffer.alloc(64, "x");
  const times: number[] = [];
  const client = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port: Number(port), noDelay: true });
      let asked = 0;
      let arrived = 0;
      let answers = 0;
      const next = (): void => {
        asked = performance.now();
        socket.write(message);
      };
      socket.on("connect", next);
      socket.on("error", reject);
      socket.on("data", (piece) => {
        arrived += piece.length;
        if (arrived < message.length) return;
        arrived = 0;
        times.push(performance.now() - asked);
        if (++answers < rounds) next();
        else socket.end(() => resolve());
      });
    });
  const start = performance.now();
  await Promise.all(Array.from({ length: connections }, client));
  return { milliseconds: performance.now() - start, times };
}
