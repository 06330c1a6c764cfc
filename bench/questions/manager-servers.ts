import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fileInSources } from "../contestants/file-in-sources.ts";
import { cpuTimeOf } from "../measuring/cpu-time.ts";
import { Talker } from "../measuring/talker.ts";
import type { Measurement, Question, Settings } from "./question.ts";

const pythonServer = "Python's server";
const managers = fileInSources("bench/python/managers.py");

/** What the clients do: how often in a quick turn, and otherwise. */
const goods = {
  dict: [4_000, 20_000],
  queue: [4_000, 20_000],
  "10 KB": [3_000, 10_000],
  "1 MB": [200, 600],
  "1,000 records": [150, 500],
} as const;

type Goods = keyof typeof goods;

const names: readonly Goods[] = ["dict", "queue", "10 KB", "1 MB", "1,000 records"];

/** The same Python client asks a server of Skein's and one of Python's. */
export const managerServers: readonly Question[] = [
  oneClient("unix", "over a Unix socket", "dict", "queue", "10 KB", "1 MB", "1,000 records"),
  oneClient("tcp", "over TCP", "dict", "queue", "10 KB", "1 MB", "1,000 records"),
  fourClients(),
];

function oneClient(transport: "unix" | "tcp", title: string, ...asked: Goods[]): Question {
  return {
    name: `manager-server-${transport}`,
    title: `a manager's server ${title}, one Python client: calls a second, and the server's processor time of a call`,
    contestants: ["skein", pythonServer],
    metrics: asked.flatMap((name) => [
      { name, unit: `${name}: /s`, better: "more" as const },
      { name: `${name}, CPU`, unit: "µs CPU", better: "less" as const, digits: 1 },
    ]),
    async prepare(_open, settings, contestant) {
      const server = await Server.start(contestant, transport);
      const client = await server.client(settings);
      return {
        async turn() {
          const measured: Record<string, number> = {};
          for (const name of asked) {
            const before = cpuTimeOf(server.pid);
            const rate = Number((await client.ask(name))[name]);
            measured[name] = rate;
            measured[`${name}, CPU`] = (cpuTimeOf(server.pid) - before) / countOf(name, settings);
          }
          return measured;
        },
        close: () => server.close(client),
      };
    },
  };
}

function fourClients(): Question {
  return {
    name: "manager-server-four",
    title: "a manager's server over a Unix socket, four Python clients at once",
    contestants: ["skein", pythonServer],
    metrics: (["dict", "queue"] as const).map((name) => ({
      name,
      unit: `${name}: /s`,
      better: "more",
    })),
    async prepare(_open, settings, contestant) {
      const server = await Server.start(contestant, "unix");
      const clients = await Promise.all([1, 2, 3, 4].map(() => server.client(settings)));
      async function together(name: Goods): Promise<number> {
        const start = performance.now();
        await Promise.all(clients.map((client) => client.ask(name)));
        return (clients.length * countOf(name, settings) * 1000) / (performance.now() - start);
      }
      return {
        async turn(): Promise<Measurement> {
          return { dict: await together("dict"), queue: await together("queue") };
        },
        close: () => server.close(...clients),
      };
    },
  };
}

function countOf(name: Goods, { quick }: Settings): number {
  return goods[name][quick ? 0 : 1];
}

/** A server in a process of its own. */
class Server {
  readonly pid: number;
  readonly #address: string;
  readonly #talker: Talker;
  readonly #folder: string;

  private constructor(talker: Talker, folder: string, said: Readonly<Record<string, unknown>>) {
    this.pid = Number(said["pid"]);
    this.#address = String(said["address"]).replace(/^(tcp:\/\/|unix:)/, "");
    this.#talker = talker;
    this.#folder = folder;
  }

  static async start(contestant: string, transport: "unix" | "tcp"): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "skein-bench-"));
    const address = transport === "tcp" ? "127.0.0.1:0" : join(folder, "server.sock");
    const talker =
      contestant === pythonServer
        ? new Talker("python3", ["-B", managers, "serve", address])
        : new Talker(process.execPath, [ourServer(), address]);
    return new Server(talker, folder, await talker.hear());
  }

  async client(settings: Settings): Promise<Talker> {
    const counts = Object.fromEntries(names.map((name) => [name, countOf(name, settings)]));
    const args = ["-B", managers, "client", this.#address, JSON.stringify(counts)];
    const client = new Talker("python3", args);
    await client.hear();
    return client;
  }

  close(...clients: Talker[]): Promise<void> {
    for (const talker of [...clients, this.#talker]) talker.close();
    rmSync(this.#folder, { recursive: true, force: true });
    return Promise.resolve();
  }
}

function ourServer(): string {
  return fileURLToPath(new URL("../workers/manager-server.js", import.meta.url));
}
