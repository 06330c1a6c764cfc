import { fileURLToPath } from "node:url";
import { fileInSources } from "../contestants/file-in-sources.ts";
import { loadEcho } from "../measuring/echo-load.ts";
import { loadHttp } from "../measuring/http-load.ts";
import { Talker } from "../measuring/talker.ts";
import type { Server } from "skein/web";
import type { Metric, Question } from "./question.ts";

const rate: Metric = { name: "rate", unit: "requests/s", better: "more" };
const p99: Metric = { name: "p99", unit: "p99 ms", better: "less", digits: 1 };

/** Servers under load. */
export const web: readonly Question[] = [json(), reloading(), echo("echo", 4), echo("echo-50", 50)];

/** Something that listens. */
interface Listening {
  readonly address: string;
  close(): Promise<void>;
}

function json(): Question {
  const servers: Readonly<Record<string, () => Promise<Listening>>> = {
    "skein, Node listener": () => serveHere("listener"),
    "skein, Hono": () => serveHere("hono"),
    "node:cluster, Node listener": () => serveBy(process.execPath, ours("web-cluster")),
    "Hono, its own adapter, one process": () => serveBy(process.execPath, ours("web-hono")),
  };
  return {
    name: "web-json",
    title: "a small answer in JSON, 2 workers, 50 connections",
    contestants: Object.keys(servers),
    metrics: [rate, p99, { name: "failed", unit: "failed", better: "less" }],
    async prepare(_open, { quick }, contestant) {
      const server = await servers[contestant]?.();
      if (server === undefined) throw new Error(`no server ${contestant}`);
      const url = `http://${server.address}/`;
      await loadHttp(url, 1);
      return {
        turn: async () => ({ ...(await loadHttp(url, quick ? 2 : 5)) }),
        close: () => server.close(),
      };
    },
  };
}

/** The code of the workers is replaced all the time. */
function reloading(): Question {
  return {
    name: "web-reload",
    title:
      "the same while the workers are replaced: in 2 seconds of load with and without a reload, then one reload after the other",
    contestants: ["skein"],
    turns: 3,
    metrics: [
      { ...p99, name: "usual" },
      { ...p99, name: "reloading" },
      { name: "reloads", unit: "reloads", better: "more" },
      { name: "requests", unit: "requests", better: "more" },
      { name: "failed", unit: "failed", better: "less" },
    ],
    async prepare(_open, { quick }) {
      const { serve } = await import("skein/web");
      const server = await serve(moduleOf("hono"), { workers: 2, bind: "127.0.0.1:0" });
      const url = `http://${server.addresses[0]}/`;
      const seconds = quick ? 4 : 8;
      await loadHttp(url, 1);
      return {
        async turn() {
          const usual = await loadHttp(url, oneReload);
          const [during] = await Promise.all([loadHttp(url, oneReload), server.reload()]);
          const { failed, requests, reloads } = await reloadAgain(server, url, seconds);
          return {
            usual: usual.p99,
            reloading: during.p99,
            failed: failed + during.failed,
            requests,
            reloads,
          };
        },
        close: () => server.close(),
      };
    },
  };
}

/** Seconds of load in which one reload begins and ends. */
const oneReload = 2;

/** One reload after the other, under load. */
async function reloadAgain(
  server: Pick<Server, "reload">,
  url: string,
  seconds: number,
): Promise<{ failed: number; requests: number; reloads: number }> {
  let reloads = 0;
  let isOver = false;
  const load = loadHttp(url, seconds).finally(() => (isOver = true));
  for (; !isOver; reloads++) await server.reload();
  const { failed, rate: perSecond } = await load;
  return { failed, requests: perSecond * seconds, reloads };
}

/** With 4 connections as in the tutorials, where so many threads wait for so many clients, and with 50. */
function echo(name: string, connections: number): Question {
  const pythonPool = "python, pool of processes and threads";
  return {
    name,
    title: `an echo server, ${connections} connections, 64 bytes there and back`,
    contestants: ["skein, 2 processes", "skein, 2 threads", "skein, events", pythonPool],
    metrics: [rate, p99],
    async prepare(_open, { quick }, contestant) {
      const script = fileInSources("bench/python/echo_server.py");
      const server =
        contestant === pythonPool
          ? await serveBy("python3", "-B", script, `${connections}`)
          : await echoHere(contestant);
      const rounds = Math.round((quick ? 20_000 : 60_000) / connections);
      const turn = async () => ({ ...(await loadEcho(server.address, { connections, rounds })) });
      await turn();
      return { turn, close: () => server.close() };
    },
  };
}

async function serveHere(application: "listener" | "hono"): Promise<Listening> {
  const { serve } = await import("skein/web");
  const server = await serve(moduleOf(application), { workers: 2, bind: "127.0.0.1:0" });
  return { address: server.addresses[0] ?? "", close: () => server.close() };
}

async function echoHere(contestant: string): Promise<Listening> {
  const { SocketServer } = await import("skein/web");
  const server = new SocketServer({
    address: "127.0.0.1:0",
    handler: { data: (connection, piece) => void connection.write(piece) },
    ...(contestant === "skein, events"
      ? { model: "event" }
      : contestant === "skein, 2 threads"
        ? { model: "thread", threads: 2 }
        : { model: "process", processes: 2 }),
  });
  await server.start();
  return { address: server.address, close: () => server.close() };
}

async function serveBy(command: string, ...args: string[]): Promise<Listening> {
  const talker = new Talker(command, args);
  const { port } = await talker.hear();
  return {
    address: `127.0.0.1:${String(port)}`,
    close: () => Promise.resolve(talker.close()),
  };
}

function moduleOf(application: string): string {
  return `${ours("web-app")}#${application}`;
}

function ours(name: string): string {
  return fileURLToPath(new URL(`../workers/${name}.js`, import.meta.url));
}
