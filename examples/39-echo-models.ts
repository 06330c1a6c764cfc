// Process, thread, coroutine or events? The same echo server by each model, asked by 50 clients at once.
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { Process } from "skein";
import { SocketServer, type SocketConnection, type SocketServerOptions } from "skein/web";

const clients = 50;
const rounds = Number(process.argv[2] ?? 400);

async function echo(connection: SocketConnection): Promise<void> {
  for await (const piece of connection) await connection.send(piece);
}

type Model = Omit<SocketServerOptions, "address">;

const models: Readonly<Record<string, Model>> = {
  "2 processes": { model: "process", processes: 2, handler: echo },
  "2 threads": { model: "thread", threads: 2, handler: echo },
  "2 processes x 2 threads": { model: "process", processes: 2, threads: 2, handler: echo },
  coroutines: { model: "coroutine", handler: echo },
  "event-driven": {
    model: "event",
    handler: { data: (connection, piece) => void connection.write(piece) },
  },
};

/** Asks with many connections at once, each as soon as it has its answer; gives the microseconds of each answer. */
async function ask(address: string): Promise<{ times: number[]; milliseconds: number }> {
  const [host = "", port] = address.split(":");
  const times: number[] = [];
  const start = performance.now();
  async function client(): Promise<void> {
    const socket = connect({ host, port: Number(port), noDelay: true });
    let asked = performance.now();
    let answers = 0;
    socket.write("hello\n");
    for await (const _answer of socket) {
      times.push((performance.now() - asked) * 1_000);
      if (++answers === rounds) break;
      asked = performance.now();
      socket.write("hello\n");
    }
  }
  await Promise.all(Array.from({ length: clients }, client));
  return { times, milliseconds: performance.now() - start };
}

/** Megabytes that the processes have in memory; what they share counts in each. */
function memoryOf(pids: readonly number[]): number {
  const kilobytes = pids.map((pid) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]),
  );
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1_000;
}

console.log(`${"model".padEnd(24)} requests/s   p50 µs   p99 µs   memory MB`);
for (const [name, options] of Object.entries(models)) {
  await using server = new SocketServer({ ...options, address: 0 });
  await server.start();
  // The clients are a process of their own, so that they don't take the servers' turns in this event loop.
  const child = new Process({ target: ask, args: [server.address] });
  child.start();
  const { times, milliseconds } = await child.result();
  times.sort((one, other) => one - other);
  const cells = [
    ((times.length * 1_000) / milliseconds).toFixed(0).padStart(10),
    (times[times.length >> 1] ?? 0).toFixed(0).padStart(8),
    (times[Math.floor(times.length * 0.99)] ?? 0).toFixed(0).padStart(8),
    memoryOf(server.workers).toFixed(0).padStart(11),
  ];
  console.log(`${name.padEnd(24)} ${cells.join(" ")}`);
}
